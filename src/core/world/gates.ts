import type { Service } from '../resources/core-v1.ts';
import type { Pair, Pairs, Ternary } from '../resources/field.ts';
import { describe } from '../resources/kinds.ts';
import { pairOf } from '../resources/labels.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { Resource } from '../resources/resource.ts';
import { operators, sidecarInjectors } from './gate-data.ts';
import type { NamespaceName, NamespaceSlot, World } from './world.ts';

/*
 * The gates of `networking-semantics` §0.4: conditions under which a rule has to stay silent or lower its voice. G10
 * (variants) is what stacks are for, G11 (suppression) is the runner's; both need nothing here.
 */

/**
 * G1 PARTIAL, G4 GENERATED, G5 TEMPLATED, G7 OVERLAY: why pods that a Service (or, with `selector`, another object) selects
 * may exist without the text showing them, else `undefined`.
 */
export function hiddenPods(
  world: World,
  subject: Resource,
  selector = subject.type === 'service' ? subject.selector : undefined,
): string | undefined {
  const { objects } = world.stack.unknowns;
  if (objects !== undefined) return objects;
  const operator = selector === undefined ? undefined : operatorOf(selector);
  if (operator !== undefined) return `${operator} makes pods with such labels`;
  for (const resource of world.inNamespace('other', world.namespaceOf(subject).name))
    if (resource.mayMakePods && (selector === undefined || names(selector, resource)))
      return `${describe(resource)} may create them`;
  return undefined;
}

/** G4 GENERATED: the operator whose pods carry labels of a selector's keys, for people, else `undefined`. */
export function operatorOf({ pairs }: Pairs): string | undefined {
  for (const { key } of pairs) {
    const domain = key.includes('/') ? key.slice(0, key.indexOf('/')) : key;
    for (const [suffix, operator] of operators) if (domain === suffix || domain.endsWith(`.${suffix}`)) return operator;
  }
  return undefined;
}

/** An operator puts the name of its object into the labels of the pods. */
function names({ pairs }: Pairs, { name }: Resource): boolean {
  return name?.value === undefined || pairs.some(({ value }) => value === undefined || value === name.value);
}

/**
 * G1 PARTIAL, G4 GENERATED, G5 TEMPLATED: why a Service of a namespace may exist without the text showing it, else `undefined`.
 */
export function hiddenService(world: World, namespace: string, name: string): string | undefined {
  const { objects } = world.stack.unknowns;
  if (objects !== undefined) return objects;
  const maker = world.deriveNamespace(operatorObjects, namespace).find((resource) => isCalledAfter(name, resource));
  return maker === undefined ? undefined : `${describe(maker)} (${maker.apiVersion}) may create it`;
}

/**
 * G4 GENERATED: whether an operator may make an object of a name for another one: it calls what it makes after the object or
 * its kind (`kafka-bootstrap` of Kafka "main" is `main-kafka-bootstrap`; of any Prometheus there is `prometheus-operated`).
 */
export function mayMake(resource: Resource, name: string): boolean {
  return isOperatorObject(resource) && isCalledAfter(name, resource);
}

const operatorObjects: NamespaceSlot<readonly Resource[]> = {
  name: 'operatorObjects',
  compute: (world, namespace) => [
    ...world.inNamespace('other', namespace).filter(isOperatorObject),
    ...world.inNamespace('podMaker', namespace).filter(isOperatorObject),
  ],
};

function isOperatorObject(resource: Resource): boolean {
  return resource.type === 'other'
    ? resource.mayMakePods
    : resource.type === 'podMaker' && resource.workload === 'custom' && resource.template.labels.open !== undefined;
}

function isCalledAfter(name: string, resource: Resource): boolean {
  const own = resource.name?.value;
  return own === undefined || hasWords(name, own) || hasWords(name, resource.kind.toLowerCase());
}

function hasWords(name: string, words: string): boolean {
  return `-${name}-`.includes(`-${words}-`);
}

/** G2 SELECTORLESS: whether a Service selects pods. Absent, null and `{}` are the same to the API server: nothing. */
export function hasSelector({ selector }: Service): Ternary {
  if (selector.pairs.length > 0) return 'yes';
  return selector.open === undefined ? 'no' : 'unknown';
}

/** G3 EXTERNALNAME: whether a Service is only a DNS alias, without selector, ports and endpoints of its own. */
export function isExternalName({ serviceType }: Service): Ternary {
  if (serviceType.value === undefined) return 'unknown';
  return serviceType.value === 'ExternalName' ? 'yes' : 'no';
}

/** G6 NS-UNKNOWN: whether a finding may rest on two namespaces being different: both are stated somewhere and known. */
export function surelyDiffer(a: NamespaceName, b: NamespaceName): boolean {
  return a.name !== b.name && isStated(a) && isStated(b);
}

/** G6 NS-UNKNOWN: whether the text or the stack states a namespace. */
export function isStated({ assumed, unknown }: NamespaceName): boolean {
  return !assumed && unknown === undefined;
}

/** G8 SYSTEM: objects that the control plane keeps itself: `default/kubernetes`, all of kube-system, records of leader election. */
export function isSystem(resource: Resource): boolean {
  const namespace = resource.namespace?.value;
  if (namespace === 'kube-system') return true;
  if (pairOf(resource.annotations, 'control-plane.alpha.kubernetes.io/leader') !== undefined) return true;
  const keptByServer =
    resource.type === 'service' || resource.type === 'endpoints' || resource.type === 'endpointSlice';
  return keptByServer && resource.name?.value === 'kubernetes' && (namespace === undefined || namespace === 'default');
}

/**
 * G9 INJECTED: why containers that the text does not show may join the pods of a maker, so that an unknown port may be
 * theirs, else `undefined`. Pods ask for it themselves, or their namespace does.
 */
export function injectsSidecars(world: World, maker: PodMaker): string | undefined {
  const { labels, annotations } = maker.template;
  const [namespace] = world.named('namespace', '', world.namespaceOf(maker).name);
  for (const { key, injector, off } of sidecarInjectors) {
    const own = pairOf(labels, key) ?? pairOf(annotations, key);
    const wanted =
      own ??
      (namespace === undefined ? undefined : (pairOf(namespace.labels, key) ?? pairOf(namespace.annotations, key)));
    if (wanted !== undefined && !isOff(wanted, off)) return `${injector} may add a container (${key})`;
  }
  return undefined;
}

function isOff({ value }: Pair, off: readonly string[]): boolean {
  return value !== undefined && off.includes(value);
}

/** G12 VERSION: whether Kubernetes 1.`minor` is within [since, until); either end may be open. */
export function inVersions(minor: number, since: number | undefined, until?: number): boolean {
  return (since === undefined || minor >= since) && (until === undefined || minor < until);
}
