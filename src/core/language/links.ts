import { resolvePort } from '../network/ports.ts';
import { serviceSelection } from '../network/service.ts';
import type { Stated } from '../resources/field.ts';
import { describe } from '../resources/kinds.ts';
import { pairOf } from '../resources/labels.ts';
import type { Resource } from '../resources/resource.ts';
import type { Range, Span } from '../text/span.ts';
import type { World } from '../world/world.ts';
import { at, worldsOf } from './place.ts';
import type { FileRange, Snapshot } from './workspace.ts';

/** A stretch of text that names another object. */
export interface Link {
  readonly range: Range;
  readonly target: FileRange;
  readonly tooltip: string;
}

/** Links from a file to the objects that its objects name: selector → workload, targetPort → container port, backend and serviceName → Service. */
export function links(snapshot: Snapshot, file: string): readonly Link[] {
  const found = new Map<string, Link>();
  for (const world of worldsOf(snapshot, file))
    for (const resource of world.resources)
      if (resource.document.file === file)
        for (const { span, to, target } of linksOf(resource, world)) {
          const { file: own, range } = snapshot.locate(at(resource, span));
          if (own !== file) continue;
          const key = `${range.start.line}:${range.start.character}`;
          if (!found.has(key))
            found.set(key, { range, target: snapshot.locate(at(to, target)), tooltip: `Go to ${describe(to)}` });
        }
  return [...found.values()];
}

interface ResourceLink {
  readonly span: Span;
  readonly to: Resource;
  readonly target: Span;
}

function linksOf(resource: Resource, world: World): readonly ResourceLink[] {
  switch (resource.type) {
    case 'service': {
      const [first] = world.derive(serviceSelection, resource).pods.filter(({ match }) => match === 'yes');
      if (first === undefined) return [];
      const { maker } = first;
      const ports = resource.ports.flatMap((port) => {
        const resolved = resolvePort(port, maker.template);
        const declared = resolved.kind === 'port' ? resolved.declared : undefined;
        return port.targetPort === undefined || declared === undefined
          ? []
          : [{ span: port.targetPort, to: maker, target: declared.port }];
      });
      const pairs = resource.selector.pairs.map((pair) => ({
        span: pair,
        to: maker,
        target: pairOf(maker.template.labels, pair.key) ?? maker.template.labels,
      }));
      return [...pairs, ...ports];
    }
    case 'podMaker':
      return toService(resource, resource.serviceName, world);
    case 'ingress':
      return [
        resource.defaultBackend,
        ...resource.rules.flatMap(({ paths }) => paths.map(({ backend }) => backend)),
      ].flatMap((backend) => toService(resource, backend?.service, world));
    default:
      return [];
  }
}

function toService(from: Resource, name: Stated<string> | undefined, world: World): readonly ResourceLink[] {
  if (name?.value === undefined) return [];
  const [service] = world.named('service', world.namespaceOf(from).name, name.value);
  return service === undefined ? [] : [{ span: name, to: service, target: service.name ?? service.kindSpan }];
}
