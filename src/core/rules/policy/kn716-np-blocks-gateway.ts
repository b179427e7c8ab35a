import type { WayIn } from '../../network/exposure/way-in.ts';
import { waysIntoService } from '../../network/exposure.ts';
import { resolvePort } from '../../network/ports.ts';
import { portOf, selectingServices } from '../../network/service.ts';
import type { NetworkPolicy, PolicyPeer, PolicyRule } from '../../resources/networking-v1.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { DeriveSlot, World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { isExplained } from './causes.ts';
import { hasOtherPolicies, isOwn, isolatingPolicies, mayHold, workloadsAt } from './parts.ts';

/**
 * Whether the policies and Services of its namespace leave it open that somebody outside is kept from the pods of a maker.
 * Nothing else has to be asked where they do not.
 */
const mayBeShut: DeriveSlot<PodMaker, boolean> = {
  name: 'mayBeShut',
  reach: 'namespace',
  compute(world, maker) {
    const { policies, surely } = isolatingPolicies(world, maker, 'ingress');
    if (!surely) return false;
    return world.derive(selectingServices, maker).some(({ service }) => {
      const isOutside = service.serviceType.value !== 'ClusterIP' || service.externalIPs.length > 0;
      return service.ports.some((port) => {
        const resolved = resolvePort(port, maker.template);
        if (resolved.kind !== 'port') return false;
        return !policies.some((policy) =>
          policy.ingress.some(
            (rule) =>
              mayHold(rule, port.protocol.value ?? 'TCP', resolved.number) && letsIn(world, policy, rule, !isOutside),
          ),
        );
      });
    });
  },
};

/**
 * A Service or an Ingress leads from outside to pods that a policy isolates for ingress, and no rule lets in whoever brings the requests: clients and load balancers outside are no pods, so only a rule without peers or one with an `ipBlock` lets them in, and the pods of an ingress controller mostly run in a namespace of their own.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: web }
 * spec:
 *   podSelector: { matchLabels: { app: web } }
 *   ingress: [{ from: [{ podSelector: {} }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: web }
 * spec:
 *   podSelector: { matchLabels: { app: web } }
 *   ingress:
 *     - from: [{ podSelector: {} }]
 *     - ports: [{ port: 8080 }]
 * ```
 * @exceptions Policies of plugins or of the cluster beside them. Information for Ingresses and routes, as where their controller runs is not known; nothing where a rule names other namespaces or pods that are not here. Wrong ports of rules are KN705, KN706 and KN707.
 * @source networking/v1 NetworkPolicyPeer; kubernetes.io/docs/concepts/services-networking/network-policies
 */
export const kn716 = defineRule({
  code: 'KN716',
  name: 'np-blocks-gateway',
  severity: 'warning',
  summary: 'NetworkPolicies keep out those who bring requests from outside.',
  subjects: ['podMaker'],
  reads: [
    'podMaker',
    'service',
    'networkPolicy',
    'clusterPolicy',
    'other',
    'namespace',
    'ingress',
    'ingressClass',
    'gateway',
    'gatewayClass',
    'listenerSet',
    'route',
    'referenceGrant',
  ],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: false,
  sources: ['networking/v1 NetworkPolicyPeer'],
  check(maker, { world }, report) {
    if (!world.derive(mayBeShut, maker)) return;
    const { policies, surely } = isolatingPolicies(world, maker, 'ingress');
    const namespace = world.namespaceOf(maker);
    if (!surely || namespace.unknown !== undefined || world.stack.unknowns.objects !== undefined) return;
    if (maker.workload === 'PodTemplate' || hasOtherPolicies(world, namespace.name)) return;
    if (policies.some(({ ingressOpen, problems }) => ingressOpen !== undefined || problems.length > 0)) return;
    const said = new Set<string>();
    for (const { way, port } of waysTo(world, maker)) {
      const fromController = way.kind === 'ingress' || way.kind === 'gateway' || way.kind === 'route';
      const key = `${fromController} ${port} ${way.protocol}`;
      const rules = policies.flatMap((policy) =>
        policy.ingress.filter((rule) => mayHold(rule, way.protocol, port)).map((rule) => ({ policy, rule })),
      );
      const lets = ({ policy, rule }: { readonly policy: NetworkPolicy; readonly rule: PolicyRule }) =>
        letsIn(world, policy, rule, fromController);
      if (said.has(key) || rules.some(lets)) continue;
      said.add(key);
      if (isExplained(world, { direction: 'ingress', governed: maker, other: undefined, port, policies })) continue;
      const [policy] = policies;
      if (policy === undefined) continue;
      const who = rules.length === 0 ? 'nobody' : 'only pods of its namespace';
      report({
        at: maker.name ?? maker.kindSpan,
        severity: fromController ? 'info' : 'warning',
        message: `${describe(way.entry)} leads from outside to ${way.protocol} ${port} of ${describe(maker)}, but ${describe(policy)}${policies.length > 1 ? ` and ${policies.length - 1} more let` : ' lets'} in ${who}: ${
          fromController
            ? 'unless its controller runs there, requests time out.'
            : "connections are dropped, but for those that come in at the pod's own node."
        }`,
        related: [
          relatedTo(way.entry, way.entry.name ?? way.entry.kindSpan, `${describe(way.entry)} opens the way in`),
          ...policies.map((each) =>
            relatedTo(
              each,
              each.specKeys.get('ingress') ?? each.name ?? each.kindSpan,
              `${describe(each)} isolates it`,
            ),
          ),
        ],
      });
    }
  },
});

/** The ways in to the pods of a maker that work so far, each with the port of the pod. */
function waysTo(world: World, maker: PodMaker): readonly { readonly way: WayIn; readonly port: number }[] {
  return world.derive(selectingServices, maker).flatMap(({ service, match }) =>
    match !== 'yes'
      ? []
      : world.derive(waysIntoService, service).flatMap((way) => {
          const known = way.kind !== 'other' && way.verdict !== 'broken';
          const servicePort = known ? portOf(service, way.port) : undefined;
          const resolved = servicePort === undefined ? undefined : resolvePort(servicePort, maker.template);
          return resolved?.kind === 'port' ? [{ way, port: resolved.number }] : [];
        }),
  );
}

/** Whether a rule lets in clients outside, or perhaps the pods of a controller. */
function letsIn(
  world: World,
  policy: NetworkPolicy,
  { peers, peersOpen }: PolicyRule,
  fromController: boolean,
): boolean {
  if (peers.length === 0 || peersOpen !== undefined) return true;
  return peers.some((peer) => peer.ipBlock !== undefined || (fromController && mayBeController(world, policy, peer)));
}

/** Images of what brings requests into a cluster. */
const controllerImage =
  /ingress|gateway|traefik|nginx|haproxy|envoy|contour|kong|istio|caddy|cloudflared|tunnel|router/i;

function mayBeController(world: World, policy: NetworkPolicy, peer: PolicyPeer): boolean {
  if (!isOwn(peer)) return true;
  const found = workloadsAt(world, policy, peer);
  const all = [...(found?.surely ?? []), ...(found?.perhaps ?? [])];
  return (
    all.length === 0 ||
    all.some(({ template }) => template.containers.some(({ image }) => controllerImage.test(image?.value ?? 'ingress')))
  );
}
