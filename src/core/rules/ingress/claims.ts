import { ingressController } from '../../network/ingress.ts';
import { pairOf } from '../../resources/labels.ts';
import type { Ingress, IngressBackend, IngressPath, IngressRule } from '../../resources/networking-v1.ts';
import type { KeySlot, World } from '../../world/world.ts';
import { annotated, pathsOf, statedClass } from './fields.ts';

/** A path of an Ingress that takes requests of a host. */
export interface Claim {
  readonly ingress: Ingress;
  readonly rule: IngressRule;
  readonly path: IngressPath;
}

/** Ingresses by the routes that their paths claim. */
const byRoute: KeySlot<'ingress'> = {
  type: 'ingress',
  keysOf: (ingress) => claimsOf(ingress).flatMap((claim) => routeKey(claim) ?? []),
};

/** Ingresses by the hosts of their rules. */
const byHost: KeySlot<'ingress'> = {
  type: 'ingress',
  keysOf: ({ rules }) => rules.flatMap(({ host }) => host?.value ?? []),
};

function claimsOf(ingress: Ingress): readonly Claim[] {
  return [...pathsOf(ingress)].map(({ rule, path }) => ({ ingress, rule, path }));
}

/** Host, type and path of a claim; `undefined` where one of them is not known. A slash at the end of a prefix says nothing. */
function routeKey({ rule: { host }, path: { path, pathType } }: Claim): string | undefined {
  const own = path === undefined ? '/' : path.value;
  if ((host !== undefined && host.value === undefined) || own === undefined || pathType?.value === undefined)
    return undefined;
  const normal = pathType.value === 'Prefix' && own.endsWith('/') ? own.slice(0, -1) : own;
  return `${host?.value ?? ''} ${pathType.value} ${normal}`;
}

/** Who else claims a route at the same address, of all that stand before it in the stack. */
export function* earlierRoutes(world: World, claim: Claim): Generator<Claim> {
  const key = routeKey(claim);
  if (key === undefined) return;
  for (const ingress of world.keyed(byRoute, key)) {
    if (!shareBalancer(world, claim.ingress, ingress)) continue;
    for (const other of claimsOf(ingress)) {
      if (other.path === claim.path) return;
      if (routeKey(other) === key) yield other;
    }
  }
}

/** Who else claims the host of a claim at the same address, of all Ingresses that stand before its own in the stack. */
export function* earlierHosts(world: World, { ingress, rule }: Claim): Generator<Claim> {
  const host = rule.host?.value;
  if (host === undefined) return;
  for (const other of world.keyed(byHost, host)) {
    if (other === ingress) return;
    if (!shareBalancer(world, ingress, other)) continue;
    for (const claim of claimsOf(other)) if (claim.rule.host?.value === host) yield claim;
  }
}

/** Whether requests to two Ingresses surely come to one address. */
function shareBalancer(world: World, a: Ingress, b: Ingress): boolean {
  if (a === b) return true;
  const own = balancerOf(world, a);
  return own !== undefined && own === balancerOf(world, b);
}

/** Annotations by which controllers tell requests of one host and path apart, or put Ingresses together on purpose. */
const distinguishing = [
  'nginx.ingress.kubernetes.io/canary',
  'nginx.org/mergeable-ingress-type',
  'traefik.ingress.kubernetes.io/router.entrypoints',
  'traefik.ingress.kubernetes.io/router.priority',
  'traefik.ingress.kubernetes.io/frontend.entryPoints',
  'zalando.org/',
  'konghq.com/headers',
  'konghq.com/methods',
  'konghq.com/protocols',
  'konghq.com/snis',
  'alb.ingress.kubernetes.io/conditions.',
  'haproxy-ingress.github.io/http-',
];

/**
 * What takes an Ingress at one address together with others: the controller of its class, but for clouds that give each group
 * of Ingresses a load balancer of its own. `undefined` where it is alone, or where that is not known.
 */
function balancerOf(world: World, ingress: Ingress): string | undefined {
  const stated = statedClass(ingress);
  if (stated !== undefined && stated.value === undefined) return undefined;
  if (distinguishing.some((prefix) => annotated(ingress, prefix))) return undefined;
  const className = ingressController(world, ingress).className ?? '';
  const isOfAws = className.includes('alb') || annotated(ingress, 'alb.ingress.kubernetes.io/');
  const group = pairOf(ingress.annotations, 'alb.ingress.kubernetes.io/group.name');
  if (isOfAws) return group?.value === undefined ? undefined : `${className} ${group.value}`;
  return className.startsWith('gce') || annotated(ingress, 'networking.gke.io/') ? undefined : className;
}

/** `Service "web", port 80`; `undefined` where it is not known, or no Service. */
export function targetWords(backend: IngressBackend | undefined): string | undefined {
  const service = backend?.service?.value;
  const port = backend?.port?.value;
  return service === undefined || port === undefined ? undefined : `Service "${service}", port ${port}`;
}
