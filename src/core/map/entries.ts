import { ingressController } from '../network/ingress.ts';
import { behindIngress } from '../network/path/external-to-cluster.ts';
import { type Hop, type PathContext, placesOf } from '../network/path/path.ts';
import type { Service } from '../resources/core-v1.ts';
import type { Stated } from '../resources/field.ts';
import type { Ingress, IngressBackend } from '../resources/networking-v1.ts';
import type { Resource } from '../resources/resource.ts';
import type { Span } from '../text/span.ts';
import { type MapCollector, placeOf } from './collector.ts';
import { works } from './model.ts';
import { fromInternet } from './outside.ts';
import type { ServiceNodes } from './services.ts';
import { type Health, healthOf, type LineHealth, worst } from './verdicts.ts';

/** Where a request goes behind an entry's row. */
export interface Target {
  readonly namespace: string;
  readonly name: Stated<string> | undefined;
  readonly port: Stated<number | string> | undefined;
  readonly span: Span;
  /** What the path engine says is behind it. */
  readonly behind: () => readonly Hop[];
}

/** One line of an entry's card: what comes in and where it goes. */
export interface Row {
  readonly label: string;
  readonly target: Target | undefined;
  readonly span: Span;
  readonly explanation?: readonly string[];
}

/** Adds Ingresses with a row a path, each tied to the Service port that it leads to. */
export function addIngresses(
  map: MapCollector,
  services: ReadonlyMap<Service, ServiceNodes>,
  context: PathContext,
): void {
  for (const ingress of map.world.all('ingress')) {
    const hosts = [...new Set(ingress.rules.map(({ host }) => host?.value ?? '*'))];
    const id = addEntry(map, ingress, hosts, []);
    const { words, unknown, evidence } = ingressController(map.world, ingress);
    fromInternet(map, id, {
      verdict: unknown === undefined ? 'ok' : 'unknown',
      reason: unknown ?? `${words} takes it`,
      evidence: [placeOf(ingress, ingress.kindSpan), ...placesOf({ evidence })],
    });
    addRows(map, services, ingress, ingressRows(context, ingress, hosts));
  }
}

/** Adds the card of an entry, named by its host when it has exactly one. */
export function addEntry(
  map: MapCollector,
  entry: Resource,
  hosts: readonly string[],
  explanation: readonly string[],
): string {
  const id = map.idOf(entry);
  const named = hosts.filter((host) => host !== '*');
  map.add(
    {
      id,
      kind: 'entry',
      label: (named.length === 1 && hosts.length === 1 ? named[0] : entry.name?.value) ?? '?',
      detail: entry.kind,
      parent: map.namespaceIdOf(entry),
      place: placeOf(entry, entry.name ?? entry.kindSpan),
      verdict: 'ok',
      explanation: [
        ...(named.length === 0 ? [] : [`${named.length === 1 ? 'host' : 'hosts'} ${named.join(', ')}`]),
        ...(hosts.includes('*') ? ['every host'] : []),
        ...explanation,
      ],
    },
    { resource: entry, span: entry.span },
  );
  return id;
}

/** Adds the rows of an entry and the lines from them. */
export function addRows(
  map: MapCollector,
  services: ReadonlyMap<Service, ServiceNodes>,
  entry: Resource,
  rows: readonly Row[],
): void {
  const parent = map.idOf(entry);
  for (const [order, { label, target, span, explanation = [] }] of rows.entries()) {
    const id = map.childId(parent, label);
    const { to, own, line }: Found = target === undefined ? nowhere : leadsTo(map, services, target);
    const port = target?.port === undefined ? '' : `:${target.port.value ?? '?'}`;
    map.add(
      {
        id,
        kind: 'row',
        order,
        label,
        detail: target === undefined ? '?' : `${target.name?.value ?? '?'}${port}`,
        parent,
        place: placeOf(entry, span),
        explanation:
          line.reason === undefined || line.reason === own.reason ? explanation : [...explanation, line.reason],
        verdict: line.verdict,
        ...(own.reason === undefined ? {} : { reason: own.reason }),
      },
      { resource: entry, span },
    );
    if (to === undefined) continue;
    const evidence = [placeOf(entry, target?.span ?? span), ...line.evidence];
    map.connect({ kind: 'routes', from: id, to, label, ...line, evidence });
  }
}

interface Found {
  readonly to?: string;
  /** What is wrong with the row or its Service, in words for the picture. */
  readonly own: Health;
  readonly line: LineHealth;
}

const nowhere: Found = { own: { verdict: 'unknown' }, line: { verdict: 'unknown', evidence: [] } };

/** Where a row leads, and how: what the picture says of a Service first, then what the path engine finds behind it. */
function leadsTo(map: MapCollector, services: ReadonlyMap<Service, ServiceNodes>, target: Target): Found {
  const { to, ...own } = findPort(map, services, target);
  const isSound = works(own.verdict);
  const line = to !== undefined && isSound ? healthOf(target.behind()) : { ...own, evidence: [] };
  return { ...(to === undefined ? {} : { to }), own, line };
}

function findPort(
  map: MapCollector,
  services: ReadonlyMap<Service, ServiceNodes>,
  { namespace, name, port }: Target,
): Health & { readonly to?: string } {
  const [service] = name?.value === undefined ? [] : map.world.named('service', namespace, name.value);
  const nodes = service === undefined ? undefined : services.get(service);
  if (nodes === undefined) return { verdict: 'unknown', reason: 'not in these files' };
  if (port?.value === undefined) return { to: nodes.ports[0]?.id ?? nodes.id, ...nodes.health };
  const match = nodes.ports.find(
    ({ port: { port: number, name: own } }) => number?.value === port.value || own?.value === port.value,
  );
  if (match !== undefined) return { to: match.id, ...worst(nodes.health, match.health) };
  // A list that may be longer than what is written may hold the port.
  if (nodes.service.portsOpen !== undefined) return { to: nodes.id, verdict: 'unknown' };
  return { to: nodes.id, verdict: 'broken', reason: `no port ${port.value}` };
}

function ingressRows(context: PathContext, ingress: Ingress, hosts: readonly string[]): readonly Row[] {
  const namespace = context.world.namespaceOf(ingress).name;
  const target = (backend: IngressBackend | undefined): Target | undefined =>
    backend?.service === undefined
      ? undefined
      : {
          namespace,
          name: backend.service,
          port: backend.port,
          span: backend,
          behind: () => behindIngress(context, ingress, backend),
        };
  const rows = ingress.rules.flatMap(({ host, paths }) =>
    paths.map((path): Row => {
      const where = path.path?.value ?? '/';
      return {
        label: hosts.length > 1 ? `${host?.value ?? '*'}${where}` : where,
        target: target(path.backend),
        span: path,
      };
    }),
  );
  if (ingress.defaultBackend !== undefined)
    rows.push({ label: 'everything else', target: target(ingress.defaultBackend), span: ingress.defaultBackend });
  return rows;
}
