import type { Container, PodMaker, PodTemplate } from '../../resources/pod-maker.ts';

/** Whether the pods of a workload run to their end. */
export function endsByItself(maker: PodMaker): boolean {
  return maker.workload === 'Job' || maker.workload === 'CronJob';
}

/** Whether Kubernetes itself, and no operator of a custom kind, validates and runs the pods. */
export function isBuiltIn(maker: PodMaker): boolean {
  return maker.workload !== 'custom';
}

/** Containers that run at the same time: the regular ones and the sidecars. */
export function runningContainers(template: PodTemplate): readonly Container[] {
  const sidecars = template.initContainers.filter(({ role }) => role === 'sidecar');
  return sidecars.length === 0 ? template.containers : [...template.containers, ...sidecars];
}

/** Every container of a pod, whatever its role. */
export function allContainers(template: PodTemplate): readonly Container[] {
  if (template.initContainers.length === 0 && template.ephemeralContainers.length === 0) return template.containers;
  return [...template.containers, ...template.initContainers, ...template.ephemeralContainers];
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
