import { resolvePort } from '../../network/ports.ts';
import { isHeadless, serviceSelection } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { defineRule } from '../rule.ts';
import { endsByItself } from '../shared/pods.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * Only Jobs match the selector. Their pods end, and ended pods are no endpoints: the Service answers while a run lasts, if at all.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: report }
 * spec:
 *   selector: { app: report }
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: batch/v1
 * kind: Job
 * metadata: { name: report }
 * spec:
 *   template:
 *     metadata: { labels: { app: report } }
 *     spec: { restartPolicy: Never, containers: [{ name: report, image: report }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: report }
 * spec:
 *   selector: { app: report }
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: apps/v1
 * kind: Deployment
 * metadata: { name: report }
 * spec:
 *   selector: { matchLabels: { app: report } }
 *   template:
 *     metadata: { labels: { app: report } }
 *     spec: { containers: [{ name: report, image: report }] }
 * ```
 * @exceptions Headless Services, through which the pods of an indexed Job find each other. Information where the Job declares the
 * port that the Service sends to.
 * @source kubernetes/endpointslice, ShouldPodBeInEndpoints
 */
export const kn209 = defineRule({
  code: 'KN209',
  name: 'svc-selects-job',
  severity: 'warning',
  summary: 'Only pods that run to their end match the selector.',
  subjects: ['service'],
  reads: ['podMaker', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes/endpointslice, ShouldPodBeInEndpoints'],
  check(service, { world }, report) {
    const { pods, unknown } = world.derive(serviceSelection, service);
    if (
      pods.length === 0 ||
      unknown !== undefined ||
      pods.some(({ maker, match }) => match !== 'yes' || !endsByItself(maker))
    )
      return;
    // An indexed Job behind a headless Service is how its pods find each other.
    if (isHeadless(service)) return;
    const [first] = pods;
    if (first !== undefined)
      report({
        at: service.selectorSpan ?? service.kindSpan,
        // A Job with the port that the Service sends to is a server for as long as it runs: a Flink job manager, a driver.
        severity: pods.some(({ maker }) => serves(service, maker)) ? 'info' : 'warning',
        message: `${describe(service)} selects only ${describe(first.maker)}, whose pods end: ended pods are no endpoints, and connections are refused then.`,
        related: pods.map(({ maker }) => relatedTo(maker, maker.kindSpan, `${describe(maker)} runs to its end`)),
      });
  },
});

function serves(service: Service, { template }: PodMaker): boolean {
  return service.ports.some((port) => {
    const resolved = resolvePort(port, template);
    return resolved.kind === 'port' && resolved.declared !== undefined;
  });
}
