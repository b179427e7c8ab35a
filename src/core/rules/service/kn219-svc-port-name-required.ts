import type { ServicePort } from '../../resources/core-v1.ts';
import { defineRule } from '../rule.ts';
import { insertKeyFix } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';
import { isPart, portName } from './fields.ts';

/**
 * With more than one port each needs a name, because everything that refers to a port (endpoints, Ingress, DNS SRV) does so by name. The API server refuses the Service.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports:
 *     - port: 80
 *     - port: 443
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports:
 *     - { name: http, port: 80 }
 *     - { name: https, port: 443 }
 * ```
 * @source pkg/apis/core/validation/validation.go, ValidateService
 */
export const kn219 = defineRule({
  code: 'KN219',
  name: 'svc-port-name-required',
  severity: 'error',
  summary: 'A Service with several ports has to name them all.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, ValidateService'],
  check(service, _context, report) {
    if (service.ports.length < 2) return;
    // A patch that opens ports on the nodes finds them by their numbers.
    if (isPart(service) && service.ports.some(({ nodePort }) => nodePort !== undefined)) return;
    for (const port of service.ports)
      if (port.name === undefined)
        report({
          at: port.port ?? port,
          message: `${describe(service)} has ${service.ports.length} ports, so port ${portName(port)} needs a name: the API server refuses it.`,
          fixes: () => insertKeyFix(`Name the port ${proposal(port)}`, service, port, 'name', proposal(port)),
        });
  },
});

const wellKnown: ReadonlyMap<number, string> = new Map([
  [53, 'dns'],
  [80, 'http'],
  [443, 'https'],
  [5432, 'postgres'],
  [6379, 'redis'],
  [9090, 'metrics'],
]);

/** A name that no other port of the Service can have got from this rule. */
function proposal({ port, protocol }: ServicePort): string {
  const number = port?.value ?? 0;
  const name = protocol.value === 'TCP' ? wellKnown.get(number) : undefined;
  return name ?? `${(protocol.value ?? 'tcp').toLowerCase()}-${number}`;
}
