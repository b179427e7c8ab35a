import type { GatewayClass } from '../../resources/gateway-api.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { meantAmong } from '../shared/evidence.ts';
import { describe, join, relatedTo } from '../shared/words.ts';

/**
 * `gatewayClassName` names the GatewayClass whose controller runs the Gateway. Without such a class nobody does: the Gateway gets no address and no status.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: GatewayClass
 * metadata: { name: external }
 * spec: { controllerName: example.com/gateway-controller }
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: extrenal
 *   listeners: [{ name: http, port: 80, protocol: HTTP }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: GatewayClass
 * metadata: { name: external }
 * spec: { controllerName: example.com/gateway-controller }
 * ---
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: Gateway
 * metadata: { name: public }
 * spec:
 *   gatewayClassName: external
 *   listeners: [{ name: http, port: 80, protocol: HTTP }]
 * ```
 * @exceptions An error only where a class of the stack is a typing mistake away, a warning where a class that a common controller brings is. Stacks without any GatewayClass are not judged otherwise: a controller mostly brings its own.
 * @source gateway-api.sigs.k8s.io/api-types/gatewayclass
 */
export const kn601 = defineRule({
  code: 'KN601',
  name: 'gw-class',
  severity: 'error',
  summary: 'The class of a Gateway is not there.',
  subjects: ['gateway'],
  reads: ['gatewayClass'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api.sigs.k8s.io/api-types/gatewayclass'],
  check(gateway, { world }, report) {
    const { className, live } = gateway;
    const name = className?.value;
    if (className === undefined || name === undefined || live || brought.has(name)) return;
    if (world.stack.unknowns.objects !== undefined || world.named('gatewayClass', '', name).length > 0) return;
    const classes = world.all('gatewayClass');
    if (classes.some((other) => other.name?.value === undefined)) return;
    const names = classes.flatMap((other) => other.name?.value ?? []);
    const stated = meantAmong(name, names);
    const meant = stated ?? meantAmong(name, brought);
    if (meant === undefined && classes.length === 0) return;
    report({
      at: className,
      severity: stated !== undefined ? 'error' : meant !== undefined ? 'warning' : 'info',
      message: `${describe(gateway)} is of class "${name}", ${
        meant === undefined
          ? `which is not among the classes of this stack (${join(names.map((own) => `"${own}"`))}): without it no controller runs it.`
          : `and ${stated === undefined ? 'a common class is' : 'there is'} "${meant}": without a class of that name no controller runs it.`
      }`,
      related: relatedClasses(classes, stated),
      fixes: () => (meant === undefined ? [] : replaceFix(`Use class ${meant}`, gateway, className, meant, true)),
    });
  },
});

function relatedClasses(classes: readonly GatewayClass[], meant: string | undefined) {
  return classes
    .filter(({ name }) => name?.value === meant)
    .map((own) => relatedTo(own, own.name ?? own.kindSpan, `${describe(own)} is probably meant`));
}

/** Classes that controllers bring with them or whose names their documentation gives. */
const brought: ReadonlySet<string> = new Set([
  'amazon-vpc-lattice',
  'azure-alb-external',
  'cilium',
  'contour',
  'envoy-gateway',
  'gke-l7-cross-regional-internal-managed-mc',
  'gke-l7-global-external-managed',
  'gke-l7-global-external-managed-mc',
  'gke-l7-gxlb',
  'gke-l7-gxlb-mc',
  'gke-l7-regional-external-managed',
  'gke-l7-regional-external-managed-mc',
  'gke-l7-rilb',
  'gke-l7-rilb-mc',
  'gloo-gateway',
  'haproxy',
  'istio',
  'istio-east-west',
  'istio-remote',
  'istio-waypoint',
  'nginx',
  'openshift-default',
  'traefik',
]);
