import type { ContentMap } from '../../manifest/write.ts';
import type { Ingress, IngressBackend } from '../../resources/networking-v1.ts';
import { removeKey, type Step, setMapIn } from '../shared/edits.ts';

/** A backend in the fields of networking.k8s.io/v1; `undefined` where it is not all known. */
export function currentBackend({ service, port }: IngressBackend): ContentMap | undefined {
  return service?.value === undefined || port?.value === undefined
    ? undefined
    : { service: { name: service.value, port: portContent(port.value) } };
}

/** `number: 80` or `name: http`. */
export function portContent(port: number | string): ContentMap {
  return typeof port === 'number' ? { number: port } : { name: port };
}

/** Writes the default backend in the field that v1 has for it. */
export function defaultBackendSteps(ingress: Ingress, content: ContentMap): readonly Step[] {
  const { specSpan, hasOldDefault } = ingress;
  if (specSpan === undefined) return [undefined];
  const written = setMapIn(ingress, specSpan, 'defaultBackend', content);
  return hasOldDefault ? [removeKey(ingress, specSpan, 'backend'), written] : [written];
}
