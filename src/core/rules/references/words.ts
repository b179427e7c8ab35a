import { selectingServices } from '../../network/service.ts';
import type { Service, ServicePort } from '../../resources/core-v1.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { spanInScalar } from '../../resources/references/raw-span.ts';
import type { Reference } from '../../resources/references.ts';
import type { Resource } from '../../resources/resource.ts';
import type { World } from '../../world/world.ts';
import type { Fix, Related } from '../rule.ts';
import { fixOf } from '../shared/edits.ts';
import { containerName } from '../shared/pods.ts';
import { hostWords, saidBy } from '../shared/references.ts';
import { describe, join, locationIn, relatedTo } from '../shared/words.ts';

/** `Container "web" calls db:5432 (DB_URL)`. */
export function callWords(reference: Reference): string {
  return `Container ${containerName(reference.container)} calls ${hostWords(reference)}${saidBy(reference)}`;
}

/** `in namespace "shop"`, or `in this stack` where nothing states the namespace. */
export function inNamespace(world: World, maker: PodMaker, namespace: string): string {
  const own = world.namespaceOf(maker);
  return own.assumed && own.name === namespace ? 'in this stack' : `in namespace "${namespace}"`;
}

/** The other side: an object by its name. */
export function relatedName(resource: Resource, message: string): Related {
  return relatedTo(resource, resource.name ?? resource.kindSpan, message);
}

/** `80, 443`: the ports that a Service states. */
export function servicePorts({ ports }: Service): string {
  return join(ports.map(({ port }) => String(port?.value ?? '?')));
}

/** The other side: the ports of a Service, or one of them. */
export function relatedPorts(service: Service, port?: ServicePort): Related {
  const at = port?.port ?? service.portsSpan ?? service.kindSpan;
  return relatedTo(service, at, `${describe(service)} serves ${port?.port?.value ?? servicePorts(service)}`);
}

/** Whether a call is one to a Service in front of the caller's own pods: what it tells others as often as what it calls. */
export function isOwnService(world: World, maker: PodMaker, service: Service): boolean {
  return world.derive(selectingServices, maker).some((match) => match.service === service);
}

/** The place of the variable that states a call's port apart from its host, where that is what states it. */
function portVariable({ container, via, port, portStated }: Reference) {
  if (!portStated || via.kind !== 'env') return undefined;
  const stem = via.name.replace(/_?[a-zA-Z]+$/, '').toLowerCase();
  return container.env.find(
    ({ name, value }) =>
      Number(value?.value) === port &&
      name?.value !== undefined &&
      /port$/i.test(name.value) &&
      name.value.toLowerCase().startsWith(stem),
  )?.value;
}

/** The variable that states the port, where the port does not stand behind the host. */
export function relatedPortVariable(maker: PodMaker, reference: Reference): readonly Related[] {
  const variable = standsBehindHost(reference) ? undefined : portVariable(reference);
  return variable === undefined
    ? []
    : [{ message: `the port is ${reference.port}`, location: locationIn(maker, variable) }];
}

function standsBehindHost({ place, port }: Reference): boolean {
  const { resource, end } = place();
  return resource.document.text.slice(end, end + 7).match(/^:(\d+)/)?.[1] === String(port);
}

/** A fix that calls another port: behind the host, in the variable that states it, or added where none is stated. */
export function callPort(maker: PodMaker, reference: Reference, port: number, preferred: boolean): readonly Fix[] {
  const { resource, start, end } = reference.place();
  const { document } = resource;
  if (document.text.slice(start, end) !== reference.host) return [];
  const title = `Call port ${port}`;
  if (standsBehindHost(reference)) {
    const digits = end + 1;
    const edit = { document, start: digits, end: digits + String(reference.port).length, newText: String(port) };
    return fixOf(title, [[edit]], preferred);
  }
  if (!reference.portStated) return fixOf(title, [[{ document, start: end, end, newText: `:${port}` }]], preferred);
  const variable = portVariable(reference);
  if (variable?.value === undefined) return [];
  const own = maker.document;
  const span = spanInScalar(own.text, variable, variable.value, { start: 0, end: variable.value.length });
  return fixOf(title, [[{ document: own, ...span, newText: String(port) }]], preferred);
}
