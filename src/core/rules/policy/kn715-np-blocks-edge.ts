import { defineRule } from '../rule.ts';
import { referenceSpan, relatedReference, saidBy } from '../shared/references.ts';
import { targetPortDiagnoses } from '../shared/target-port-diagnosis.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { almostAllowed } from './almost-allowed.ts';
import { blockedCalls, policyHandling } from './calls.ts';
import { isExplained } from './causes.ts';

/**
 * A connection needs both sides: the policies that isolate its source for egress have to let it out, and those that isolate its destination for ingress have to let it in. Here a container says that it calls a Service, and the policies of the same stack deny it for every pod behind the Service: the connection hangs until it times out.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://api:8080" }] }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: api }
 * spec: { selector: { app: api }, ports: [{ port: 8080 }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec: { containers: [{ name: api, image: api, ports: [{ containerPort: 8080 }] }] }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   ingress: [{ from: [{ podSelector: { matchLabels: { app: batch } } }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, env: [{ name: API_URL, value: "http://api:8080" }] }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: api }
 * spec: { selector: { app: api }, ports: [{ port: 8080 }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec: { containers: [{ name: api, image: api, ports: [{ containerPort: 8080 }] }] }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: api }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }]
 * ```
 * @exceptions Probes, calls within a pod, and whatever depends on something that is not known: labels of namespaces, addresses of pods, policies that are not rendered. Information where the network plugin among the manifests does not enforce policies. Where a slip in a selector or a port is the cause, only the finding about that is reported.
 * @source kubernetes.io/docs/concepts/services-networking/network-policies, "The two sorts of pod isolation"
 */
export const kn715 = defineRule({
  code: 'KN715',
  name: 'np-blocks-edge',
  severity: 'warning',
  summary: 'NetworkPolicies block a connection that the manifests show.',
  subjects: ['podMaker'],
  reads: [
    'podMaker',
    'service',
    'networkPolicy',
    'clusterPolicy',
    'other',
    'namespace',
    'node',
    'configMap',
    'endpoints',
    'endpointSlice',
  ],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: false,
  sources: ['networking/v1 NetworkPolicySpec'],
  check(maker, { world, settings }, report) {
    for (const { call, service, to, port, protocol, verdict } of blockedCalls(world, maker, settings.clusterDomain)) {
      // The port is not the one that was meant, which is said at the Service.
      if (world.derive(targetPortDiagnoses, service).some((diagnosis) => diagnosis.port === call.port)) continue;
      const { notEnforced } = policyHandling(world);
      const [governed, other] = verdict.direction === 'egress' ? [maker, to] : [to, maker];
      const policies = verdict.evidence.flatMap(({ resource }) =>
        resource.type === 'networkPolicy' ? [resource] : [],
      );
      if (isExplained(world, { direction: verdict.direction, governed, other, port, policies })) continue;
      const { reference } = call;
      const cause = verdict.reason.replace(/\.$/, '');
      report({
        at: referenceSpan(maker, reference),
        severity: notEnforced === undefined ? 'warning' : 'info',
        message: `${describe(maker)} calls ${describe(service)}${saidBy(reference)}, which leads to ${protocol} ${port} of ${describe(to)}, and policies deny it: ${cause}. ${
          notEnforced === undefined ? 'Connections time out.' : `It is not enforced here: ${notEnforced}.`
        }`,
        related: [
          ...verdict.evidence.map(({ resource, start, end }) =>
            relatedTo(resource, { start, end }, `${describe(resource)} decides it`),
          ),
          ...relatedReference(maker, reference),
          ...almostAllowed(world, { direction: verdict.direction, governed, other, port, policies }, protocol),
        ],
      });
    }
  },
});
