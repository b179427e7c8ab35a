import type { LookupStep } from '../network/dns.ts';
import { servingPorts } from '../network/pod.ts';
import { type Call, isLocal, isOwnAddress, references, resolveReference } from '../network/references.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { Reference } from '../resources/references.ts';
import type { Resource } from '../resources/resource.ts';
import type { Span } from '../text/span.ts';
import type { World } from '../world/world.ts';
import { type HoverLine, link } from './hover-line.ts';
import { hasEndpoints, podsLines, waysOf } from './hover-service.ts';

/** A host in a text, with what it stands for at run time. */
export interface ReferenceTopic {
  readonly span: Span;
  readonly lines: () => readonly HoverLine[];
}

/** Hosts that a pod maker names in its own text, or that a ConfigMap names for the pods that read it. */
export function referenceTopics(resource: Resource, world: World, domain: string): readonly ReferenceTopic[] {
  const { name } = world.namespaceOf(resource);
  const makers = resource.type === 'podMaker' ? [resource] : world.inNamespace('podMaker', name);
  return makers.flatMap((maker) =>
    world.derive(references, maker).flatMap((reference) => {
      const place = reference.place();
      if (place.resource !== resource) return [];
      return [{ span: place, lines: () => referenceLines(world, maker, reference, domain) }];
    }),
  );
}

/** What a host stands for: the Service with its port and pods, or why there is none; nothing for what may be no host. */
function referenceLines(world: World, maker: PodMaker, reference: Reference, domain: string): readonly HoverLine[] {
  if (isOwnAddress(reference)) return [];
  if (isLocal(reference)) return localLines(maker, reference);
  const call = resolveReference(world, maker, reference, domain);
  if (!call.certain) return [];
  const { answer, aliases, steps } = call.lookup;
  const through = aliases.map((alias): HoverLine => ['through ', link(alias), ' (ExternalName)']);
  switch (answer.kind) {
    case 'service':
    case 'endpoint':
      return [...serviceLines(call, world), ...through, ...nameLine(reference, steps)];
    case 'localhost':
      return localLines(maker, reference);
    case 'address':
      return [[`${reference.host} is ${answer.address === reference.host ? 'an address' : answer.address}`]];
    case 'outside':
      return [[`${answer.host} is outside the cluster`], ...through];
    case 'none':
      return [[`✗ ${reference.host} does not resolve: ${answer.why}`], ...through];
    case 'unknown':
      return [[`? ${reference.host}: ${answer.why}`], ...through];
  }
}

/** The Service, whether it serves the port, and who is behind it. */
function serviceLines({ reference, lookup, service, port, served }: Call, world: World): readonly HoverLine[] {
  if (service === undefined) return [];
  const { answer } = lookup;
  if (answer.kind === 'endpoint') return [['→ one pod of ', link(answer.maker), ', behind ', link(service)]];
  const all = service.ports.map((each) => each.port?.value ?? '?').join(', ') || 'none';
  const number = reference.port;
  if (served === 'no')
    return [['✗ ', link(service), ` does not serve port ${number}: nothing answers there; it serves ${all}`]];
  const pods = podsLines(service, world);
  if (port === undefined)
    return [['→ ', link(service), number === undefined ? `, which serves ${all}` : `, port ${number}`], ...pods];
  const [first = [], ...more] = hasEndpoints(service, world) ? waysOf(service, port, world) : [];
  return [
    ['→ ', link(service), ', ', ...(first.length > 0 ? first : [`port ${port.port?.value ?? '?'}`])],
    ...more,
    ...pods,
  ];
}

/** Which lookup finds the name, and how many come before it. */
function nameLine({ host }: Reference, steps: readonly LookupStep[]): readonly HoverLine[] {
  const last = steps.at(-1);
  if (last === undefined || last.name === `${host.toLowerCase()}.`) return [];
  const before = steps.length - 1;
  const after =
    before === 0 ? 'the first name asked for' : `asked for after ${before} other name${before === 1 ? '' : 's'}`;
  return [[`${host} is ${last.name.slice(0, -1)}, ${after}`]];
}

/** localhost: the pod itself, or the node. */
function localLines({ template }: PodMaker, { host, port }: Reference): readonly HoverLine[] {
  if (template.hostNetwork.value === true) return [[`${host} is the node: the pod is on the host's network`]];
  if (port === undefined) return [[`${host} is this pod`]];
  const owner = [...servingPorts(template)].find((each) => each.port.containerPort?.value === port);
  return owner === undefined
    ? [[`${host} is this pod; no container of it declares ${port}, and it works if one listens there`]]
    : [[`${host} is this pod: container ${owner.container.name?.value ?? '?'} has port ${port}`]];
}
