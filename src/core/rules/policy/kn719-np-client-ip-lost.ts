import type { WayIn } from '../../network/exposure/way-in.ts';
import { waysIntoService } from '../../network/exposure.ts';
import { selectingServices } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import { isPrivate, parseBlock } from '../../resources/ip.ts';
import type { NetworkPolicy } from '../../resources/networking-v1.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, insertInto, replaceAt } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { isolates, selectedPods } from './parts.ts';

/**
 * A policy sees the address that a packet has when it reaches the pod. Behind a Service whose `externalTrafficPolicy` is Cluster that is the address of a node, and behind an Ingress that of the controller's pod: a rule for the addresses of clients never matches, so all of them stay denied.
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
 *   ingress: [{ from: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec: { type: LoadBalancer, externalTrafficPolicy: Local, selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
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
 *   ingress: [{ from: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }]
 * ```
 * @exceptions Blocks of private addresses and of all, load balancers of a class or with targets by address, and pods that nothing leads to from outside.
 * @source kubernetes.io/docs/tutorials/services/source-ip; networking/v1 IPBlock
 */
export const kn719 = defineRule({
  code: 'KN719',
  name: 'np-client-ip-lost',
  severity: 'warning',
  summary: 'A NetworkPolicy names clients whose addresses do not reach the pod.',
  subjects: ['networkPolicy'],
  reads: [
    'podMaker',
    'service',
    'namespace',
    'other',
    'ingress',
    'ingressClass',
    'gateway',
    'gatewayClass',
    'listenerSet',
    'route',
    'referenceGrant',
  ],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/tutorials/services/source-ip'],
  check(policy, { world }, report) {
    if (!isolates(policy, 'ingress')) return;
    const blocks = policy.ingress.flatMap(({ peers }) =>
      peers.flatMap(({ ipBlock }) =>
        ipBlock?.cidr?.value !== undefined && isPublic(ipBlock.cidr.value) ? ipBlock.cidr : [],
      ),
    );
    const hiding = blocks.length === 0 ? undefined : hidingWays(world, policy);
    const [first] = hiding ?? [];
    if (hiding === undefined || first === undefined) return;
    const { way, service } = first;
    const isService = way.entry === service;
    for (const cidr of blocks)
      report({
        at: cidr,
        message: `${describe(policy)} lets in ${cidr.value}, but what comes from outside comes through ${describe(way.entry)}${isService ? ', whose externalTrafficPolicy is Cluster' : ''}: the pods see the address of ${isService ? 'a node' : 'its controller'} instead of the client's, so the rule matches none.`,
        related: hiding.map((each) =>
          relatedTo(
            each.way.entry,
            each.way.entry.name ?? each.way.entry.kindSpan,
            `${describe(each.way.entry)} leads to the pods`,
          ),
        ),
        fixes: () =>
          keepAddresses(
            hiding.map((each) => each.service),
            isService,
          ),
      });
  },
});

interface Hiding {
  readonly way: WayIn;
  readonly service: Service;
}

/** The ways in to the pods of a policy, if all of them hide the addresses of clients. */
function hidingWays(world: World, policy: NetworkPolicy): readonly Hiding[] | undefined {
  const found: Hiding[] = [];
  for (const maker of world.derive(selectedPods, policy).surely)
    for (const { service, match } of world.derive(selectingServices, maker))
      for (const way of world.derive(waysIntoService, service)) {
        if (way.verdict === 'broken') continue;
        if (match !== 'yes' || !hidesClients(service, way)) return undefined;
        if (!found.some((each) => each.way.entry === way.entry)) found.push({ way, service });
      }
  return found;
}

function hidesClients(service: Service, { kind }: WayIn): boolean {
  if (kind === 'ingress' || kind === 'gateway' || kind === 'route') return true;
  if (kind !== 'loadBalancer' && kind !== 'nodePort') return false;
  // Balancers that connect to pods by their addresses go past the nodes.
  const toPods = service.annotations.pairs.some(
    ({ key, value }) => /target-type|neg$/.test(key) && value !== 'instance',
  );
  return (
    service.loadBalancerClass === undefined &&
    !toPods &&
    (service.externalTrafficPolicy === undefined || service.externalTrafficPolicy.value === 'Cluster')
  );
}

function isPublic(cidr: string): boolean {
  const block = parseBlock(cidr);
  if (block === undefined || block.prefix < 8) return false;
  return !isPrivate(block.address);
}

/** Keeps the addresses of clients where one Service is the only way in. */
function keepAddresses([service, ...others]: readonly Service[], isOwn: boolean): readonly Fix[] {
  if (service?.specSpan === undefined || others.length > 0 || !isOwn) return [];
  // Node ports have no health check port, so nodes without a pod would be called in vain (KN1108).
  if (service.serviceType.value !== 'LoadBalancer') return [];
  const { externalTrafficPolicy: stated, specSpan } = service;
  const isStated = stated !== undefined && !('defaulted' in stated);
  return fixOf(
    `Set externalTrafficPolicy of ${describe(service)} to Local`,
    [
      isStated
        ? replaceAt(service, stated, 'Local')
        : insertInto(service, specSpan, { externalTrafficPolicy: 'Local' }, { after: 'type' }),
    ],
    true,
  );
}
