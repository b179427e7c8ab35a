import type { Service } from '../../resources/core-v1.ts';
import type { NamespaceName, World } from '../../world/world.ts';
import { editDistance, isTypo } from '../shared/evidence.ts';

/** A host as the name of a Service, in one of the forms that the cluster's DNS knows. */
export interface ClusterName {
  readonly service: string;
  readonly namespace: string;
  /** `single`: `web`; `two`: `web.shop`, which may be a name outside; `full`: `web.shop.svc`, with or without the domain. */
  readonly form: 'single' | 'two' | 'full';
  /** What stands behind the namespace. */
  readonly tail: readonly string[];
}

/** Reads a host (in lower case) as the name of a Service; `undefined` for every other form, names of pods among them. */
export function readClusterName(host: string, own: string, domain: string): ClusterName | undefined {
  const [service = '', namespace, ...tail] = host.split('.');
  if (namespace === undefined) return { service, namespace: own, form: 'single', tail };
  if (tail.length === 0) return { service, namespace, form: 'two', tail };
  const rest = tail.join('.');
  return rest === 'svc' || rest === `svc.${domain}` ? { service, namespace, form: 'full', tail } : undefined;
}

/** A name that is none of the cluster's by its form, and the one that was meant. */
export interface MeantName {
  readonly host: string;
  readonly service: Service;
  /** What is wrong about the form, as a phrase. */
  readonly fault: string;
}

/** The name of a Service of the stack that a host (in lower case) was meant to be, where only its form is wrong. */
export function meantName(world: World, host: string, own: NamespaceName, domain: string): MeantName | undefined {
  const labels = host.split('.');
  if (labels.length < 2) return undefined;
  return (
    withoutNamespace(world, labels, own, domain) ?? brokenTail(world, labels, domain) ?? swapped(world, labels, domain)
  );
}

/** `web.svc.cluster.local`: the namespace is missing. */
function withoutNamespace(
  world: World,
  [name = '', svc, ...rest]: readonly string[],
  own: NamespaceName,
  domain: string,
): MeantName | undefined {
  if (svc !== 'svc' || (rest.length > 0 && rest.join('.') !== domain)) return undefined;
  const [service] = world.named('service', own.name, name);
  if (service === undefined || world.namespaces.includes('svc')) return undefined;
  const full = [name, own.name, svc, ...rest].join('.');
  return { host: own.assumed ? name : full, service, fault: 'the namespace is missing before svc' };
}

/** `web.shop.svc.cluster`, `web.shop.cluster.local`, `web.shop.scv`: what stands behind the namespace is no end of a name. */
function brokenTail(world: World, labels: readonly string[], domain: string): MeantName | undefined {
  for (const front of [2, 3]) {
    const tail = labels.slice(front);
    if (!isBroken(tail, domain)) continue;
    const [service] = world.named('service', labels[front - 1] ?? '', labels[front - 2] ?? '');
    if (service === undefined) continue;
    const end = tail.length === 1 ? 'svc' : `svc.${domain}`;
    return {
      host: [...labels.slice(0, front), end].join('.'),
      service,
      fault: `it ends in ${tail.join('.')}, not ${end}`,
    };
  }
  return undefined;
}

/** Whether labels were meant for `svc` or `svc.DOMAIN` and are neither. */
export function isBroken(tail: readonly string[], domain: string): boolean {
  const text = tail.join('.');
  const right = `svc.${domain}`;
  if (text === '' || text === 'svc' || text === right) return false;
  // Names under two letters are countries (.sv, .sc).
  if (tail.length === 1) return text.length > 2 && editDistance(text, 'svc', 1) === 1;
  const [first = '', ...rest] = tail;
  if ((first === 'service' || first === 'services' || first === 'pod') && rest.join('.') === domain) return true;
  return isTypo(text, right) || isPartOf(tail, right.split('.'));
}

/** Whether some labels are others with one or more left out. */
function isPartOf(labels: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const label of whole) if (label === labels[at]) at++;
  return at === labels.length && labels.length < whole.length;
}

/** `shop.web.svc`: the namespace stands before the Service. */
function swapped(
  world: World,
  [first = '', second = '', ...tail]: readonly string[],
  domain: string,
): MeantName | undefined {
  const rest = tail.join('.');
  if (rest !== '' && rest !== 'svc' && rest !== `svc.${domain}`) return undefined;
  const [service] = world.named('service', first, second);
  if (service === undefined || world.namespaceOf(service).assumed || world.namespaces.includes(second))
    return undefined;
  return {
    host: [second, first, ...tail].join('.'),
    service,
    fault: `namespace and Service are the wrong way round`,
  };
}
