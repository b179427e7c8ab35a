import type { ServicePort } from '../../resources/core-v1.ts';
import { defineRule } from '../rule.ts';
import { fixOf } from '../shared/edits.ts';
import { meantAmong } from '../shared/evidence.ts';
import { containerName } from '../shared/pods.ts';
import { describe, join } from '../shared/words.ts';
import { unsetVariables } from './variables.ts';
import { relatedPorts } from './words.ts';

/**
 * Kubernetes gives containers a variable for each named port of a Service: `WEB_SERVICE_PORT_HTTP` for port `http` of Service `web`. For a name that no port has there is none, and `$(…)` stays in the text as it stands.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: FLAGS, value: "--port=$(API_SERVICE_PORT_HTTPS)" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: api }
 * spec:
 *   selector: { app: api }
 *   ports: [{ name: http, port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: FLAGS, value: "--port=$(API_SERVICE_PORT_HTTP)" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: api }
 * spec:
 *   selector: { app: api }
 *   ports: [{ name: http, port: 80 }]
 * ```
 * @exceptions Variables that the container may define itself.
 * @source kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
export const kn810 = defineRule({
  code: 'KN810',
  name: 'ref-env-port-name',
  severity: 'warning',
  summary: 'A container uses the variable of a port that the Service does not have.',
  subjects: ['podMaker'],
  reads: ['service', 'configMap'],
  within: 'namespace',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#environment-variables'],
  check(maker, { world }, report) {
    for (const unset of unsetVariables(world, maker)) {
      if (unset.why !== 'port') continue;
      const { variable, service } = unset;
      const { resource, start, end } = variable.place();
      const names = service.ports.flatMap(({ name }) => name?.value ?? []);
      report({
        at: { start, end },
        message: `Container ${containerName(variable.container)} uses $(${variable.name}), but ${describe(service)} has no port of that name${names.length === 0 ? ', and none of its ports has one' : `; it has ${join(names)}`}: the text stays as it stands.`,
        related: [relatedPorts(service)],
        fixes: () => {
          const meant = meantPort(service.ports, variable.port);
          const { document } = resource;
          const whole = `$(${variable.name})`;
          if (meant === undefined || document.text.slice(start, end) !== whole) return [];
          const newText = `${whole.slice(0, whole.length - (variable.port ?? '').length - 1)}${meant})`;
          return fixOf(`Use ${newText}`, [[{ document, start, end, newText }]], true);
        },
      });
    }
  },
});

/** The name of the port that was meant, as variables have it: the one that looks alike, else the only one. */
function meantPort(ports: readonly ServicePort[], wanted: string | undefined): string | undefined {
  const names = ports.flatMap(({ name }) => name?.value?.toUpperCase().replaceAll('-', '_') ?? []);
  return meantAmong(wanted ?? '', names) ?? (names.length === 1 ? names[0] : undefined);
}
