import { type Service, sourceRangesAnnotation } from '../../resources/core-v1.ts';
import type { Pair } from '../../resources/field.ts';
import { isPrivate, parseAddress } from '../../resources/ip.ts';
import { pairOf } from '../../resources/labels.ts';
import type { Fix } from '../rule.ts';
import { fixOf, removeKey, replaceAt } from '../shared/edits.ts';

/** Keys of annotations by which clouds keep a load balancer inside, or let in some addresses only. */
const limitingKey =
  /internal|private|intranet|allowed|allow-rules|deny-rules|whitelist|allowlist|security-groups|source-ranges|firewall|network-acl/i;

/** What such annotations say where the key does not: Google's type, IBM's, DigitalOcean's network. */
const limitingValue = /^(internal|private|intranet)$/i;

/** Keys by which controllers of bare metal take addresses for a load balancer. */
const addressKey = /loadbalancer-?ips?$|lb-ipam-ips$/i;

const aws = {
  classes: ['service.k8s.aws/nlb', 'eks.amazonaws.com/nlb'],
  type: 'service.beta.kubernetes.io/aws-load-balancer-type',
  scheme: 'service.beta.kubernetes.io/aws-load-balancer-scheme',
};

/** Classes whose load balancers are of the internet by themselves. */
const publicClasses = ['networking.gke.io/l4-regional-external'];

/** Whether the load balancer of a Service is perhaps inside only, or lets in some addresses only. */
export function isPerhapsInternal(service: Service): boolean {
  const { annotations, loadBalancerClass } = service;
  if (annotations.open !== undefined || annotations.pairs.some(isLimit)) return true;
  const addresses = addressesOf(service);
  if (addresses.length > 0 && addresses.every(isInside)) return true;
  // What the controller of AWS makes is internal unless something else is asked for.
  const isByController =
    (loadBalancerClass?.value !== undefined && aws.classes.includes(loadBalancerClass.value)) ||
    /^(external|nlb-ip)$/.test(pairOf(annotations, aws.type)?.value ?? '');
  if (isByController || pairOf(annotations, aws.scheme) !== undefined)
    return pairOf(annotations, aws.scheme)?.value !== 'internet-facing';
  return loadBalancerClass !== undefined && !publicClasses.includes(loadBalancerClass.value ?? '');
}

function isLimit({ key, value }: Pair): boolean {
  if (key === sourceRangesAnnotation) return false;
  return (limitingKey.test(key) && !/^(false|no|off|)$/i.test(value ?? '?')) || limitingValue.test(value ?? '');
}

function addressesOf({ annotations, loadBalancerIP, balancerAddresses }: Service): readonly string[] {
  return [
    ...(loadBalancerIP?.value === undefined ? [] : [loadBalancerIP.value]),
    ...balancerAddresses.map(({ address }) => address),
    ...annotations.pairs.flatMap(({ key, value }) => (addressKey.test(key) ? (value ?? '').split(',') : [])),
  ];
}

/** Whether an address is none of the internet; a name may be one. */
export function isInside(text: string): boolean {
  const address = parseAddress(text.trim());
  return address !== undefined && isPrivate(address);
}

/** What a Service of type ClusterIP may have as well. */
const inside = new Set(['type', 'selector', 'ports', 'sessionAffinity', 'internalTrafficPolicy', 'ipFamilyPolicy']);

/** A fix that leaves a Service reachable from inside only; none where it states more that only the outside needs. */
export function closeFix(service: Service): readonly Fix[] {
  if ([...service.specKeys.keys()].some((key) => !inside.has(key))) return [];
  // The API server refuses the annotation at other types (KN231).
  if (pairOf(service.annotations, sourceRangesAnnotation) !== undefined) return [];
  return fixOf('Make it reachable from inside only (type: ClusterIP)', [
    replaceAt(service, service.serviceType, 'ClusterIP'),
    ...service.ports.flatMap((port) => (port.nodePort === undefined ? [] : [removeKey(service, port, 'nodePort')])),
  ]);
}
