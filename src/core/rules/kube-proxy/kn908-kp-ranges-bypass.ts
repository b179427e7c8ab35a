import { type Service, sourceRangesAnnotation } from '../../resources/core-v1.ts';
import { parseBlock } from '../../resources/ip.ts';
import { pairOf } from '../../resources/labels.ts';
import type { Span } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';
import { insertKeyFix } from '../shared/edits.ts';
import { describe, join } from '../shared/words.ts';

/**
 * `loadBalancerSourceRanges` hold at the address of the load balancer only. Its Service has node ports as well, on which any source is let in that reaches a node, whatever the ranges say. Where no node port is needed, because the load balancer sends to pods or nodes take its address themselves, the Service can do without. Otherwise a firewall in front of the nodes has to close them.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: LoadBalancer
 *   loadBalancerSourceRanges: [198.51.100.0/24]
 *   selector: { app: web }
 *   ports: [{ port: 443 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   type: LoadBalancer
 *   loadBalancerSourceRanges: [198.51.100.0/24]
 *   allocateLoadBalancerNodePorts: false
 *   selector: { app: web }
 *   ports: [{ port: 443 }]
 * ```
 * @exceptions Ranges that let everyone in.
 * @source pkg/proxy/iptables/proxier.go: only load balancer addresses lead to the chain of source ranges
 */
export const kn908 = defineRule({
  code: 'KN908',
  name: 'kp-ranges-bypass',
  severity: 'info',
  summary: 'The node port of a load balancer is open to sources that it refuses.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/proxy/iptables/proxier.go'],
  check(service, _context, report) {
    if (service.serviceType.value !== 'LoadBalancer' || service.allocateLoadBalancerNodePorts?.value !== true) return;
    const ranges = rangesOf(service);
    if (ranges === undefined) return;
    const stated = service.ports.flatMap(({ nodePort }) => (nodePort?.value === undefined ? [] : [nodePort.value]));
    const { at, texts } = ranges;
    report({
      at,
      message: `${describe(service)} lets only ${texts.length > 3 ? `${texts.length} ranges` : join(texts)} in by its load balancer, and ${
        stated.length === 0
          ? 'its node ports are'
          : `its node port${stated.length > 1 ? 's' : ''} ${join(stated.map(String))} ${stated.length > 1 ? 'are' : 'is'}`
      } open to every source that reaches a node.`,
      fixes: () => (stated.length > 0 ? [] : withoutNodePorts(service)),
    });
  },
});

/** The ranges that keep somebody out, and where they stand; `undefined` where they do not, or are not known. */
function rangesOf(service: Service): { readonly at: Span; readonly texts: readonly string[] } | undefined {
  const { loadBalancerSourceRanges: ranges, annotations, specKeys } = service;
  const annotation = pairOf(annotations, sourceRangesAnnotation);
  const at = ranges.length > 0 ? specKeys.get('loadBalancerSourceRanges') : annotation;
  const texts =
    ranges.length > 0
      ? ranges.map(({ value }) => value?.trim())
      : annotation?.value?.split(',').map((text) => text.trim());
  if (at === undefined || texts === undefined) return undefined;
  const known = texts.flatMap((text) => {
    const block = parseBlock(text ?? '');
    return text === undefined || block === undefined || block.prefix === 0 ? [] : [text];
  });
  return known.length < texts.length ? undefined : { at, texts: known };
}

function withoutNodePorts(service: Service): readonly Fix[] {
  if (service.specSpan === undefined || service.specKeys.has('allocateLoadBalancerNodePorts')) return [];
  return insertKeyFix(
    'Do without node ports (allocateLoadBalancerNodePorts: false)',
    service,
    service.specSpan,
    'allocateLoadBalancerNodePorts',
    false,
    'type',
  );
}
