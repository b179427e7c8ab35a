import type { Pair, Pairs, Stated, Ternary } from '../resources/field.ts';
import { matchPair } from '../resources/labels.ts';
import { placeholderIn } from '../resources/placeholder.ts';
import type { PodMaker } from '../resources/pod-maker.ts';

/**
 * A label that a controller puts on the pods it makes: one value for all of them, one of several per pod, or not to be
 * known before it runs.
 */
interface ControllerLabel {
  readonly key: string;
  /** The value that every pod has. */
  readonly value?: string;
  /** Why there is no single known value. */
  readonly unknown?: string;
  /** Whether some pod has a value; absent when that is not to be known. */
  readonly matches?: (value: string) => Ternary;
}

const hashed = 'the controller computes a hash';
const perPod = 'the controller gives each pod its own value';

/**
 * Labels that pods of a maker carry: the template's, and those that controllers add (`networking-semantics` §0.2). A label
 * of a controller replaces one of the same key in the template.
 */
export function podLabels(maker: PodMaker): Pairs {
  const stated = maker.template.labels;
  const added = controllerLabels(maker);
  if (added.length === 0) return stated;
  const pairs: Pair[] = stated.pairs.filter(({ key }) => !added.some((label) => label.key === key));
  for (const { key, value, unknown } of added)
    pairs.push({
      key,
      value,
      ...(value === undefined && unknown !== undefined ? { unknown } : {}),
      added: `the ${maker.workload} controller`,
      start: stated.start,
      end: stated.end,
      keyStart: stated.start,
      keyEnd: stated.end,
    });
  return { ...stated, pairs };
}

/**
 * Whether some pod of a maker carries every pair of a selector: the one matcher of Services and pods (equality, AND;
 * `networking-semantics` §1.1). A selector without pairs matches everything here; that a Service with an empty one selects
 * nothing is the caller's business.
 */
export function selectsPods(selector: Pairs, maker: PodMaker): Ternary {
  let result: Ternary = selector.open === undefined ? 'yes' : 'unknown';
  for (const pair of selector.pairs) {
    const match = pairMatches(pair, maker);
    if (match === 'no') return 'no';
    if (match === 'unknown') result = 'unknown';
  }
  return result;
}

/** Whether controllers may add a label of this key to the pods of some workload. */
export function isControllerKey(key: string): boolean {
  return controllerKeys.has(key);
}

const controllerKeys: ReadonlySet<string> = new Set([
  'pod-template-hash',
  'rollouts-pod-template-hash',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'controller-revision-hash',
  'pod-template-generation',
  'batch.kubernetes.io/job-name',
  'job-name',
  'batch.kubernetes.io/controller-uid',
  'controller-uid',
  'batch.kubernetes.io/job-completion-index',
]);

function pairMatches(wanted: Pair, maker: PodMaker): Ternary {
  const { key, value } = wanted;
  if (controllerKeys.has(key)) {
    const label = controllerLabels(maker).find((candidate) => candidate.key === key);
    if (label !== undefined) {
      if (value === undefined) return 'unknown';
      if (label.value !== undefined) return label.value === value ? 'yes' : 'no';
      return label.matches?.(value) ?? 'unknown';
    }
  }
  // A key that is itself filled in later could become any key.
  if (wanted.unknown !== undefined && placeholderIn(key) !== undefined) return 'unknown';
  return matchPair(wanted, maker.template.labels);
}

/** What the controller of a maker adds; live pods already carry all their labels. */
function controllerLabels(maker: PodMaker): readonly ControllerLabel[] {
  switch (maker.workload) {
    case 'Deployment':
      return [{ key: 'pod-template-hash', unknown: hashed }];
    case 'StatefulSet':
      return [
        {
          key: 'statefulset.kubernetes.io/pod-name',
          unknown: perPod,
          matches: (value) => matchesPodName(value, maker),
        },
        { key: 'apps.kubernetes.io/pod-index', unknown: perPod, matches: (value) => matchesOrdinal(value, maker) },
        { key: 'controller-revision-hash', unknown: hashed },
      ];
    case 'DaemonSet':
      return [
        { key: 'controller-revision-hash', unknown: hashed },
        { key: 'pod-template-generation', unknown: 'the controller counts generations' },
      ];
    case 'Job':
    case 'CronJob':
      return jobLabels(maker);
    case 'custom':
      return maker.kind === 'Rollout' ? [{ key: 'rollouts-pod-template-hash', unknown: hashed }] : [];
    default:
      return [];
  }
}

function jobLabels(maker: PodMaker): readonly ControllerLabel[] {
  const name = maker.workload === 'Job' ? maker.name?.value : undefined;
  const jobName: Omit<ControllerLabel, 'key'> =
    name === undefined ? { unknown: 'the name of the Job is made when it starts' } : { value: name };
  const labels: ControllerLabel[] = [
    { key: 'batch.kubernetes.io/job-name', ...jobName },
    { key: 'job-name', ...jobName },
    { key: 'batch.kubernetes.io/controller-uid', unknown: 'the API server makes it' },
    { key: 'controller-uid', unknown: 'the API server makes it' },
  ];
  if (maker.indexed) labels.push({ key: 'batch.kubernetes.io/job-completion-index', unknown: perPod });
  return labels;
}

/** Pods of a StatefulSet are called `<name>-<ordinal>`. */
function matchesPodName(value: string, maker: PodMaker): Ternary {
  const name = maker.name?.value;
  if (name === undefined) return 'unknown';
  return value.startsWith(`${name}-`) ? matchesOrdinal(value.slice(name.length + 1), maker) : 'no';
}

/** Ordinals run from `spec.ordinals.start` over the replicas; a StatefulSet scaled to 0 is there to be scaled up again. */
function matchesOrdinal(text: string, { firstOrdinal, replicas }: PodMaker): Ternary {
  if (!/^(0|[1-9]\d{0,8})$/.test(text)) return 'no';
  const ordinal = Number(text);
  if (ordinal < firstOrdinal) return 'no';
  const count = countOf(replicas);
  if (count === undefined) return 'unknown';
  return ordinal < firstOrdinal + count ? 'yes' : 'no';
}

function countOf(replicas: Stated<number> | undefined): number | undefined {
  const count = replicas === undefined ? 1 : replicas.value;
  return count === 0 ? undefined : count;
}
