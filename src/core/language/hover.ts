import { servingPorts } from '../network/pod.ts';
import type { Service } from '../resources/core-v1.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { Resource } from '../resources/resource.ts';
import type { Position, Range } from '../text/span.ts';
import type { World } from '../world/world.ts';
import { gatewayTopics, ingressTopics, routeTopics } from './hover-backend.ts';
import { containerPortCallersLines, portCallersLines } from './hover-callers.ts';
import { type HoverLine, shownLine, type Topic } from './hover-line.ts';
import { policyTopics } from './hover-policy.ts';
import { referenceTopics } from './hover-reference.ts';
import { renderedHover } from './hover-rendered.ts';
import { podsLines, portLines, serviceLines } from './hover-service.ts';
import { containerLines, containerPortLines, governingLines, labelLines, workloadLines } from './hover-workload.ts';
import { at, innermost, placeAt } from './place.ts';
import type { Snapshot } from './workspace.ts';

export type { HoverLine, HoverPart } from './hover-line.ts';

/** What Portolan knows about a place of the text; the first line is the answer. */
export interface Hover {
  readonly range: Range;
  readonly lines: readonly HoverLine[];
}

/** Lines beyond this many are counted instead of shown. */
const maxLines = 8;

/**
 * The chain from what is under the cursor down to the container, or up to the Services, and what rendering makes of it;
 * `undefined` where there is nothing to say.
 */
export function hover(snapshot: Snapshot, file: string, position: Position): Hover | undefined {
  const network = networkHover(snapshot, file, position);
  const rendered = renderedHover(snapshot, file, position);
  if (network === undefined)
    return rendered && { range: rendered.range, lines: shortened(rendered.lines, maxLines).map(shownLine) };
  const { range, lines, stack } = network;
  const more = [...stack, ...(rendered?.short ?? [])];
  return { range, lines: [...shortened(lines, maxLines - more.length), ...more].map(shownLine) };
}

/** What the network makes of what is under the cursor, and in which stack. */
function networkHover(
  snapshot: Snapshot,
  file: string,
  position: Position,
): (Hover & { readonly stack: readonly HoverLine[] }) | undefined {
  const place = placeAt(snapshot, file, position);
  if (place === undefined) return undefined;
  const { resource, world, offset, stacks } = place;
  const found = innermost(topicsOf(resource, world, snapshot.settings.clusterDomain), offset);
  const lines = found?.lines() ?? [];
  if (found === undefined || lines.length === 0) return undefined;
  const others = stacks.length - 1;
  const stack: readonly HoverLine[] =
    others === 0
      ? []
      : [[`in stack ${stacks[0]}; ${others} more stack${others === 1 ? ' holds' : 's hold'} this file`]];
  return { range: snapshot.locate(at(resource, found.span)).range, lines, stack };
}

function shortened(lines: readonly HoverLine[], most: number): readonly HoverLine[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), [`and ${lines.length - most + 1} more`]];
}

/** The first hover of a line, from left to right. */
export function firstHover(snapshot: Snapshot, file: string, line: number): Hover | undefined {
  const { length } = snapshot.lines(file).line(line);
  for (let character = 0; character <= length; character++) {
    const found = hover(snapshot, file, { line, character });
    if (found !== undefined) return found;
  }
  return undefined;
}

function topicsOf(resource: Resource, world: World, domain: string): readonly Topic[] {
  switch (resource.type) {
    case 'service':
      return serviceTopics(resource, world, domain);
    case 'podMaker':
      return podTopics(resource, world, domain);
    case 'ingress':
      return ingressTopics(resource, world);
    case 'route':
      return routeTopics(resource, world);
    case 'gateway':
    case 'listenerSet':
      return gatewayTopics(resource, world);
    case 'configMap':
      return referenceTopics(resource, world, domain);
    case 'networkPolicy':
    case 'clusterPolicy':
      return policyTopics(resource, world);
    case 'other':
      return resource.policy === undefined ? [] : policyTopics(resource, world);
    default:
      return [];
  }
}

function serviceTopics(service: Service, world: World, domain: string): readonly Topic[] {
  const overview = () => serviceLines(service, world, domain);
  const topics: Topic[] = [{ span: service.kindSpan, lines: overview }];
  if (service.name !== undefined) topics.push({ span: service.name, lines: overview });
  if (service.selectorSpan !== undefined)
    topics.push({ span: service.selectorSpan, lines: () => podsLines(service, world) });
  for (const port of service.ports) {
    const lines = () => [...portLines(service, port, world), ...portCallersLines(service, port, world, domain)];
    topics.push({ span: port, lines });
    if (port.targetPort !== undefined) topics.push({ span: port.targetPort, lines });
  }
  return topics;
}

function podTopics(maker: PodMaker, world: World, domain: string): readonly Topic[] {
  const { template, serviceName } = maker;
  const overview = () => workloadLines(maker, world);
  const topics: Topic[] = [{ span: maker.kindSpan, lines: overview }];
  if (maker.name !== undefined) topics.push({ span: maker.name, lines: overview });
  for (const pair of template.labels.pairs)
    if (pair.added === undefined)
      topics.push({ span: { start: pair.keyStart, end: pair.end }, lines: () => labelLines(maker, pair.key, world) });
  for (const { port } of servingPorts(template))
    topics.push({
      span: port,
      lines: () => [
        ...containerPortLines(maker, port, world),
        ...containerPortCallersLines(maker, port, world, domain),
      ],
    });
  for (const container of [...template.containers, ...template.initContainers])
    if (container.name !== undefined)
      topics.push({ span: container.name, lines: () => containerLines(maker, container, world) });
  if (serviceName?.value !== undefined)
    topics.push({ span: serviceName, lines: () => governingLines(maker, serviceName.value, world, domain) });
  return [...topics, ...referenceTopics(maker, world, domain)];
}
