import { resolvePort } from '../../network/ports.ts';
import { selectingServices, serviceSelection } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import type { Pair, Pairs } from '../../resources/field.ts';
import { matchPair, pairOf } from '../../resources/labels.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { Resource } from '../../resources/resource.ts';
import { isSystem, operatorOf } from '../../world/gates.ts';
import type { DeriveSlot, World } from '../../world/world.ts';
import { editDistance, isTypo } from './evidence.ts';
import { endsByItself } from './pods.ts';

/** Why a Service's selector meets no pods: the one finding that says it best. */
export type SelectorDiagnosis =
  | {
      readonly code: 'KN203';
      /** The workload that was meant. */
      readonly maker: PodMaker;
      /** The pair of the selector that keeps it from matching; `undefined` when the whole selector differs. */
      readonly pair: Pair | undefined;
      /** The label that the pair should have met. */
      readonly meant: Pair | undefined;
      /** Whether pods could exist that the text does not show. */
      readonly certain: boolean;
    }
  | { readonly code: 'KN202'; readonly makers: readonly PodMaker[] }
  /** `makers` have the labels, in namespaces that they state while the Service states none. */
  | { readonly code: 'KN201'; readonly makers: readonly PodMaker[] };

/** The diagnosis of a Service whose selector meets no pods of its namespace; `undefined` when it does, may, or need not. */
export function diagnoseSelector(world: World, service: Service): SelectorDiagnosis | undefined {
  const miss = world.derive(selectorMiss, service);
  if (miss !== 'unexplained') return miss;
  const makers = elsewhere(world, service);
  if (makers.length > 0 && !world.namespaceOf(service).assumed) return { code: 'KN202', makers };
  // The control plane's own pods are static: no manifest makes them.
  return isSystem(service) ? undefined : { code: 'KN201', makers };
}

/** What the namespace of a Service says about a selector that meets no pods there: which workload was meant, or nothing. */
const selectorMiss: DeriveSlot<Service, NearMissDiagnosis | 'unexplained' | undefined> = {
  name: 'selectorMiss',
  reach: 'namespace',
  compute(world, service) {
    const selection = world.derive(serviceSelection, service);
    if (selection.selects === 'nothing' || selection.pods.length > 0) return undefined;
    if (service.selector.open !== undefined || service.selector.pairs.some(({ value }) => value === undefined))
      return undefined;
    if (world.namespaceOf(service).unknown !== undefined || hasEndpoints(world, service)) return undefined;
    const near = nearMiss(world, service);
    if (near !== undefined) return { ...near, certain: selection.unknown === undefined };
    const makers = world.inNamespace('podMaker', world.namespaceOf(service).name);
    if (makers.some((maker) => lacksOnlyRuntimeLabels(service.selector, maker))) return undefined;
    return selection.unknown === undefined ? 'unexplained' : undefined;
  },
};

/** The diagnosis of a near miss, which the namespace alone decides. */
export function diagnoseNearMiss(world: World, service: Service): NearMissDiagnosis | undefined {
  const miss = world.derive(selectorMiss, service);
  return miss === 'unexplained' ? undefined : miss;
}

/** Whether addresses stand in the stack for the Service (a dump, or slices written by hand). */
export function hasEndpoints(world: World, service: Service): boolean {
  const name = service.name?.value;
  if (name === undefined) return true;
  const namespace = world.namespaceOf(service).name;
  if (world.named('endpoints', namespace, name).some(({ subsets }) => subsets.length > 0)) return true;
  return world
    .inNamespace('endpointSlice', namespace)
    .some((slice) => slice.serviceName?.value === name && slice.endpoints.length > 0);
}

type NearMissDiagnosis = Extract<SelectorDiagnosis, { code: 'KN203' }>;
type NearMiss = Omit<NearMissDiagnosis, 'certain'>;

/** The workload of the namespace that the selector was meant for, if the stack shows it. */
function nearMiss(world: World, service: Service): NearMiss | undefined {
  const found: { miss: NearMiss; rank: number }[] = [];
  for (const maker of world.inNamespace('podMaker', world.namespaceOf(service).name)) {
    const free = !world.derive(selectingServices, maker).some((other) => other.service !== service);
    const miss = compare(service, maker, free);
    if (miss === undefined) continue;
    // Of several words that are alike the nearest was meant.
    const distance = editDistance(miss.pair?.value ?? '', miss.meant?.value ?? '', 2) / 10;
    found.push({ miss, rank: (free ? 0 : 1) + (miss.meant === undefined ? 2 : distance) });
  }
  found.sort((a, b) => a.rank - b.rank);
  return found[0]?.miss;
}

/** Keys that say the same in different conventions. */
const nameKeys: ReadonlySet<string> = new Set(['app', 'app.kubernetes.io/name', 'k8s-app', 'name']);

/** Labels that programs in the pods, or operators, move from pod to pod while they run: Patroni's, Vault's, Redis'. */
const runtimeKey = /(?:role|leader|master|primary|active|standby|state|status|sealed|initialized|elected)$/i;

/** Whether the pods of a workload lack nothing of a selector but labels that they get while they run. */
export function lacksOnlyRuntimeLabels({ pairs }: Pairs, { template }: PodMaker): boolean {
  const lacking = pairs.filter((pair) => matchPair(pair, template.labels) !== 'yes');
  return (
    lacking.length > 0 &&
    lacking.length < pairs.length &&
    lacking.every(({ key }) => runtimeKey.test(key) && pairOf(template.labels, key) === undefined)
  );
}

function compare(service: Service, maker: PodMaker, free: boolean): NearMiss | undefined {
  const { pairs } = service.selector;
  const { labels } = maker.template;
  const differing = pairs.filter((pair) => pairOf(labels, pair.key)?.value !== pair.value);
  const [pair] = differing;
  // Whoever selects an operator's labels means pods that the operator makes; pods that end are meant to serve nobody, and pods
  // without the very ports that the Service names are others.
  const likely =
    free &&
    operatorOf(service.selector) === undefined &&
    !endsByItself(maker) &&
    service.ports.every((port) => resolvePort(port, maker.template).kind !== 'missing');
  if (pair !== undefined && differing.length === 1) {
    const value = pair.value ?? '';
    const same = pairOf(labels, pair.key);
    if (same?.value !== undefined) {
      if (isTypo(value, same.value) && !areTwoNames(service, value, maker, same.value, free))
        return { code: 'KN203', maker, pair, meant: same };
    } else if (same === undefined) {
      const renamed = labels.pairs.find(
        (label) =>
          label.value === value && pairOf(service.selector, label.key) === undefined && isTypo(pair.key, label.key),
      );
      if (renamed !== undefined) return { code: 'KN203', maker, pair, meant: renamed };
      const convention = likely
        ? labels.pairs.find((label) => label.value === value && nameKeys.has(label.key) && nameKeys.has(pair.key))
        : undefined;
      if (convention !== undefined) return { code: 'KN203', maker, pair, meant: convention };
      if (likely && pairs.length > 1 && !runtimeKey.test(pair.key))
        return { code: 'KN203', maker, pair, meant: undefined };
    }
  }
  if (
    likely &&
    service.name?.value !== undefined &&
    service.name.value === maker.name?.value &&
    labels.open === undefined &&
    !differing.every(({ key }) => runtimeKey.test(key))
  )
    return { code: 'KN203', maker, pair: differing.length === 1 ? pair : undefined, meant: undefined };
  return undefined;
}

/**
 * Whether two similar values are the names of two things (`auth` and `oauth`, `ingress` and `egress`): the Service says its
 * one elsewhere too, the workload the other one, and it has its own Service, or the words are so short that many are alike.
 */
function areTwoNames(service: Service, value: string, maker: PodMaker, label: string, free: boolean): boolean {
  return (!free || Math.min(value.length, label.length) < 5) && saysItself(service, value) && saysItself(maker, label);
}

function saysItself({ name, labels }: Resource, word: string): boolean {
  return name?.value?.includes(word) === true || labels.pairs.some(({ value }) => value === word);
}

/**
 * Workloads of other, stated namespaces that the selector would match. One that has a Service of the same name is the same
 * application there: of another cluster, or of another stage.
 */
function elsewhere(world: World, service: Service): readonly PodMaker[] {
  const own = world.namespaceOf(service).name;
  return world.namespaces
    .filter((namespace) => namespace !== own)
    .flatMap((namespace) => world.podsSelectedBy(service.selector, namespace))
    .flatMap(({ maker, match }) => {
      const namespace = world.namespaceOf(maker);
      const stated = !namespace.assumed && namespace.unknown === undefined;
      const served = world
        .derive(selectingServices, maker)
        .some((other) => other.service.name?.value === service.name?.value);
      return match === 'yes' && stated && !served ? [maker] : [];
    });
}
