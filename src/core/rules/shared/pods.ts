import type { Container, PodMaker, PodTemplate } from '../../resources/pod-maker.ts';

/** Whether the pods of a workload run to their end. */
export function endsByItself(maker: PodMaker): boolean {
  return maker.workload === 'Job' || maker.workload === 'CronJob';
}

/** Whether Kubernetes itself, and no operator of a custom kind, validates and runs the pods. */
export function isBuiltIn(maker: PodMaker): boolean {
  return maker.workload !== 'custom';
}

/**
 * Whether the text states a pod as a whole: one without containers or with one that has no image is a patch or an excerpt, so
 * what it lacks may stand elsewhere.
 */
export function isWhole({ labels, containers }: PodTemplate): boolean {
  return labels.open === undefined && containers.length > 0 && containers.every(({ image }) => image !== undefined);
}

/** A container's name in quotes for messages. */
export function containerName(container: Container): string {
  return `"${container.name?.value ?? '?'}"`;
}
