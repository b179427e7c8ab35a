import type { Service } from '../../resources/core-v1.ts';
import { describe } from '../../resources/kinds.ts';
import type { Ingress, IngressBackend, IngressPath } from '../../resources/networking-v1.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { PolicyPeerEnd } from '../policy/model.ts';
import { selectingServices } from '../service.ts';
import { deliver } from './deliver.ts';
import { type Hop, hop, type PathContext, pathOf, seen, type Traffic } from './path.ts';
import { servicePort, toService, unreached } from './service-to-pod.ts';

/** A request as an Ingress sees it. */
export interface WebRequest {
  readonly host: string;
  readonly path: string;
}

/** From outside to a Service: by its own node port, load balancer or external IPs, else by an Ingress that leads to it. */
export function outsideToService(
  context: PathContext,
  from: PolicyPeerEnd,
  service: Service,
  traffic: Traffic,
): readonly Hop[] {
  const direct = directEntry(service, traffic);
  if (direct !== undefined) return [direct, ...toService(context, from, service, traffic, 'external')];
  for (const ingress of context.world.inNamespace('ingress', context.world.namespaceOf(service).name)) {
    const backend = backendsOf(ingress).find((candidate) => candidate.service?.value === service.name?.value);
    if (backend !== undefined) return throughIngress(context, ingress, backend);
  }
  const gateway = otherWayIn(context);
  const reason = `${describe(service)} is of type ${service.serviceType.value ?? '?'}, and no Ingress of its namespace leads to it`;
  return [
    gateway === undefined
      ? hop('entry', 'broken', 'internet', reason, [seen(service, service.serviceType)])
      : hop('entry', 'unknown', 'internet', gateway),
    ...toService(context, from, service, traffic, 'external'),
  ];
}

/** From outside to the pods of a maker: their host ports, else the Services that select them. */
export function outsideToPod(
  context: PathContext,
  from: PolicyPeerEnd,
  maker: PodMaker,
  traffic: Traffic,
): readonly Hop[] {
  const { template } = maker;
  if (template.hostNetwork.value === true)
    return [
      hop('entry', 'ok', describe(maker), "it is on the host's network: every port of it is one of its node", [
        seen(maker, template.hostNetwork),
      ]),
      ...deliver(context, from, maker, traffic),
    ];
  for (const container of template.containers)
    for (const port of container.ports)
      if (
        port.hostPort?.value !== undefined &&
        (traffic.port === undefined || port.containerPort?.value === traffic.port)
      )
        return [
          hop('entry', 'ok', describe(maker), `host port ${port.hostPort.value} of its node leads to it`, [
            seen(maker, port.hostPort),
          ]),
          ...deliver(context, from, maker, { ...traffic, port: port.containerPort?.value }),
        ];
  let best: readonly Hop[] | undefined;
  for (const { service } of context.world.derive(selectingServices, maker)) {
    const leading = service.ports.find(
      ({ port, targetPort }) =>
        traffic.port === undefined ||
        (targetPort?.value ?? port?.value) === traffic.port ||
        port?.value === traffic.port,
    );
    if (leading === undefined) continue;
    const hops = outsideToService(context, from, service, { ...traffic, port: leading.port?.value });
    const isIn = hops[0]?.verdict !== 'broken';
    if (best === undefined || (isIn && pathOf(hops).verdict !== 'broken')) best = hops;
  }
  if (best !== undefined) return best;
  const gateway = otherWayIn(context);
  return [
    gateway === undefined
      ? hop(
          'entry',
          'broken',
          'internet',
          `nothing leads from outside to ${describe(maker)}: no Service selects it for this port, and it has no host port`,
          [seen(maker)],
        )
      : hop('entry', 'unknown', 'internet', gateway),
    ...deliver(context, from, maker, traffic),
  ];
}

/** From outside to a host and path: through the Ingress that takes it; `undefined` when none does. */
export function outsideToHost(context: PathContext, request: WebRequest): readonly Hop[] | undefined {
  let best: { readonly ingress: Ingress; readonly backend: IngressBackend; readonly rank: number } | undefined;
  for (const ingress of context.world.all('ingress')) {
    const found = route(ingress, request);
    if (found !== undefined && (best === undefined || found.rank > best.rank)) best = { ingress, ...found };
  }
  return best === undefined ? undefined : throughIngress(context, best.ingress, best.backend);
}

function directEntry(service: Service, traffic: Traffic): Hop | undefined {
  const type = service.serviceType.value;
  const port = servicePort(service, traffic);
  const stated = port === undefined || 'kind' in port ? undefined : port;
  if (type === 'LoadBalancer') {
    const ranges = service.loadBalancerSourceRanges.flatMap(({ value }) => value ?? []);
    const only = ranges.length === 0 ? '' : `, for ${ranges.join(', ')} only`;
    return hop(
      'entry',
      ranges.length === 0 ? 'ok' : 'unknown',
      describe(service),
      `a load balancer listens on ${stated?.port?.value ?? 'its ports'}${only}`,
      [seen(service, service.serviceType)],
    );
  }
  if (type === 'NodePort')
    return hop(
      'entry',
      'ok',
      describe(service),
      stated?.nodePort?.value === undefined
        ? 'every node listens on a port that the cluster chooses'
        : `every node listens on ${stated.nodePort.value}`,
      [seen(service, stated?.nodePort ?? service.serviceType)],
    );
  if (service.externalIPs.length > 0)
    return hop('entry', 'ok', describe(service), 'its externalIPs lead to it where they arrive at a node', [
      seen(service),
    ]);
  return undefined;
}

/** Why something that is not followed here may lead inside, else `undefined`. */
function otherWayIn({ world }: PathContext): string | undefined {
  const [gateway] = world.resources.filter(
    ({ group }) => group === 'gateway.networking.k8s.io' || group.endsWith('istio.io'),
  );
  return gateway === undefined
    ? world.stack.unknowns.objects
    : `${describe(gateway)} may lead to it; gateways are not followed here`;
}

/** Controller, Service, pods. The controller connects, and which pods it has the Ingress does not say. */
function throughIngress(context: PathContext, ingress: Ingress, backend: IngressBackend): readonly Hop[] {
  const entry = hop('entry', 'ok', describe(ingress), `${classWords(context, ingress)} takes the request`, [
    seen(ingress, backend),
  ]);
  const name = backend.service?.value;
  const { name: namespace } = context.world.namespaceOf(ingress);
  const controller: PolicyPeerEnd = { kind: 'node', name: undefined, addresses: [] };
  if (name === undefined)
    return [
      hop(
        'entry',
        'unknown',
        describe(ingress),
        backend.service?.unknown ?? 'it sends to something else than a Service',
        [seen(ingress, backend)],
      ),
    ];
  const [service] = context.world.named('service', namespace, name);
  if (service === undefined) {
    const { objects } = context.world.stack.unknowns;
    const reason = objects ?? `there is no Service ${name} in namespace ${namespace}: the controller answers 503`;
    return [
      entry,
      hop('service', objects === undefined ? 'broken' : 'unknown', `Service "${name}"`, reason, [
        seen(ingress, backend),
      ]),
      ...unreached(controller, ['endpoints', 'policy-ingress', 'port', 'container']),
    ];
  }
  const port = backend.port?.value;
  const hops = toService(context, controller, service, { port, protocol: 'TCP' }).filter(
    ({ kind }) => kind !== 'proxy',
  );
  return [entry, ...hops.map((next) => (next.kind === 'policy-ingress' ? fromController(next) : next))];
}

/** Only what holds for everyone holds for the controller, whose pods are not known. */
function fromController(next: Hop): Hop {
  if (next.verdict === 'ok' || next.verdict === 'not-reached') return next;
  return {
    ...next,
    verdict: 'unknown',
    reason: "a policy selects the pods, and whether it lets in the Ingress controller's is not known",
  };
}

function classWords({ world }: PathContext, { className }: Ingress): string {
  if (className?.value !== undefined) return `the controller of class ${className.value}`;
  const preset = world.all('ingressClass').find(({ isDefault }) => isDefault)?.name?.value;
  return preset === undefined ? 'the controller' : `the controller of the default class ${preset}`;
}

function backendsOf({ rules, defaultBackend }: Ingress): readonly IngressBackend[] {
  return [
    ...rules.flatMap(({ paths }) => paths.flatMap(({ backend }) => backend ?? [])),
    ...(defaultBackend === undefined ? [] : [defaultBackend]),
  ];
}

/** Where an Ingress sends a request, and how closely its rule fits (networking/v1: exact host, then longest path, then Exact). */
function route(
  { rules, defaultBackend }: Ingress,
  { host, path }: WebRequest,
): { backend: IngressBackend; rank: number } | undefined {
  let best: { backend: IngressBackend; rank: number } | undefined;
  for (const rule of rules) {
    const fits = hostFits(rule.host?.value, host);
    if (fits === 0) continue;
    for (const own of rule.paths) {
      if (own.backend === undefined || !pathFits(own, path)) continue;
      const rank = fits * 1e6 + (own.path?.value ?? '/').length * 2 + Number(own.pathType?.value === 'Exact') + 1;
      if (best === undefined || rank > best.rank) best = { backend: own.backend, rank };
    }
  }
  return best ?? (defaultBackend === undefined ? undefined : { backend: defaultBackend, rank: 0 });
}

/** 3 for the very host, 2 for a wildcard (exactly one label), 1 for every host, 0 for another one. */
export function hostFits(rule: string | undefined, host: string): 0 | 1 | 2 | 3 {
  if (rule === undefined || rule === '') return 1;
  if (rule === host) return 3;
  const dot = host.indexOf('.');
  return rule.startsWith('*.') && dot > 0 && host.slice(dot) === rule.slice(1) ? 2 : 0;
}

/** Whether a path of an Ingress takes a request's: Exact as it is, Prefix by elements; what a controller decides by itself as Prefix. */
export function pathFits({ path, pathType }: Pick<IngressPath, 'path' | 'pathType'>, asked: string): boolean {
  const own = path?.value ?? '/';
  if (pathType?.value === 'Exact') return own === asked;
  const prefix = own.replace(/\/+$/, '');
  return asked === prefix || asked.startsWith(`${prefix}/`);
}
