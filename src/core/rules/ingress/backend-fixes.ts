import type { ServicePort } from '../../resources/core-v1.ts';
import { ianaServiceNameFault } from '../../resources/names.ts';
import type { Ingress } from '../../resources/networking-v1.ts';
import type { Fix, Related } from '../rule.ts';
import { fixOf, replaceAt, type Step, setMapIn } from '../shared/edits.ts';
import { relatedTo } from '../shared/words.ts';
import type { BackendUse, PortDiagnosis, Uses } from './backend-diagnosis.ts';

/** `80 (http)`: a Service port as an Ingress may name it. */
export function servedPort({ port, name }: ServicePort): string {
  const number = String(port?.value ?? '?');
  return name?.value === undefined ? number : `${number} (${name.value})`;
}

/** The first of several places in words; what else goes there is told as related information. */
export function addressOf([{ address }]: Uses): string {
  return address;
}

/** The other places that have the same mistake. */
export function otherUses(ingress: Ingress, [, ...others]: Uses, of: 'service' | 'port'): readonly Related[] {
  return others.map(({ backend, address }) => relatedTo(ingress, backend[of] ?? backend, `${address} goes there too`));
}

/** A fix that names another Service wherever this one is named. */
export function useService(ingress: Ingress, uses: Uses, name: string, preferred: boolean): readonly Fix[] {
  const steps = uses.map(({ backend }) =>
    backend.service === undefined ? undefined : replaceAt(ingress, backend.service, name),
  );
  return fixOf(`Use Service ${name}`, steps, preferred);
}

/** Fixes that name one of the Service's ports, as the Ingress named the wrong one: by number or by name. */
export function usePorts(ingress: Ingress, diagnosis: PortDiagnosis, meant: ServicePort | undefined): readonly Fix[] {
  const { uses, ports, field } = diagnosis;
  const [only, ...others] = ports;
  return ports.flatMap((port) => {
    const value = portValue(port, typeof field.value === 'string');
    return value === undefined
      ? []
      : fixOf(
          `Use port ${value}`,
          uses.map((use) => portStep(ingress, use, value)),
          port === meant || (others.length === 0 && port === only),
        );
  });
}

/** How an Ingress can name a port: by its name where it asks for one and may, else by number. */
function portValue({ port, name }: ServicePort, byName: boolean): number | string | undefined {
  const own = name?.value;
  return byName && own !== undefined && ianaServiceNameFault(own) === undefined ? own : port?.value;
}

/** Names another port; a name becomes a number in a field of its own, but for versions before v1. */
export function portStep(ingress: Ingress, { backend }: BackendUse, value: number | string): Step {
  const { port, serviceSpan, isOld } = backend;
  if (isOld || typeof port?.value === typeof value)
    return port === undefined ? undefined : replaceAt(ingress, port, value);
  return serviceSpan === undefined
    ? undefined
    : setMapIn(ingress, serviceSpan, 'port', typeof value === 'number' ? { number: value } : { name: value });
}
