import { backendsOf } from '../../network/ingress.ts';
import { dns1035LabelFault, dns1123LabelFault, portNumberFault } from '../../resources/names.ts';
import type { Ingress, IngressBackend } from '../../resources/networking-v1.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, insertInto, removeField, setMapIn } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { hasProblem, isCurrent, pathsOf } from './fields.ts';
import { currentBackend, defaultBackendSteps, portContent } from './migration.ts';

/**
 * A backend is either a Service, with a name and a port by name or by number, or a resource. `serviceName` and `servicePort` are the fields of versions before `networking.k8s.io/v1`.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   defaultBackend:
 *     service:
 *       name: web
 *       port: { name: http, number: 80 }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   defaultBackend:
 *     service:
 *       name: web
 *       port: { number: 80 }
 * ```
 * @source pkg/apis/networking/validation/validation.go, validateIngressBackend
 */
export const kn506 = defineRule({
  code: 'KN506',
  name: 'ing-backend-shape',
  severity: 'error',
  summary: 'The API server refuses the backend of an Ingress.',
  subjects: ['ingress'],
  reads: ['service'],
  within: 'namespace',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/networking/validation/validation.go, validateIngressBackend'],
  check(ingress, { world, settings }, report) {
    if (!isCurrent(ingress) || ingress.rulesOpen !== undefined) return;
    for (const { rule, path } of pathsOf(ingress))
      if (path.backend === undefined && rule.pathsOpen === undefined && !hasProblem(ingress, path))
        report({
          at: path,
          message: `A path of ${describe(ingress)} has no backend, so nothing says where its requests go: the API server refuses it.`,
        });
    const isNamed = settings.kubernetesMinor >= 36 ? dns1123LabelFault : dns1035LabelFault;
    for (const { backend, address } of backendsOf(ingress)) {
      if (hasProblem(ingress, backend)) continue;
      const subject = `The backend of ${describe(ingress)} for ${address}`;
      if (ingress.hasOldDefault && backend === ingress.defaultBackend)
        report({
          at: backend,
          message: `${subject} stands in the field backend of versions before networking.k8s.io/v1, which has defaultBackend instead: the API server drops it or refuses the Ingress.`,
          fixes: () => modernFix(ingress, backend),
        });
      else if (backend.isOld)
        report({
          at: backend,
          message: `${subject} has the fields serviceName and servicePort of versions before networking.k8s.io/v1, which has service.name and service.port instead: the API server refuses it.`,
          fixes: () => modernFix(ingress, backend),
        });
      else if (backend.serviceSpan === undefined) {
        if (backend.resourceSpan === undefined)
          report({
            at: backend,
            message: `${subject} names neither a Service nor a resource: the API server refuses it.`,
          });
      } else if (backend.resourceSpan !== undefined)
        report({
          at: backend.resourceSpan,
          message: `${subject} names a Service and a resource, and may have one of them only: the API server refuses it.`,
          related: [relatedTo(ingress, backend.serviceSpan, 'the Service stands here')],
        });
      else {
        const name = backend.service?.value;
        const fault = name === undefined ? undefined : isNamed(name);
        if (backend.service === undefined)
          report({
            at: backend.serviceSpan,
            message: `${subject} gives no name of a Service: the API server refuses it.`,
          });
        else if (fault !== undefined)
          report({
            at: backend.service,
            message: `${subject} names Service "${name}", but the name of a Service ${fault}: the API server refuses it.`,
          });
        checkPort(backend, backend.serviceSpan);
      }

      function checkPort({ port, secondPort }: IngressBackend, service: NonNullable<IngressBackend['serviceSpan']>) {
        if (port === undefined)
          report({
            at: service,
            message: `${subject} gives no port, neither its name nor its number: the API server refuses it.`,
            fixes: () => portFix(world, ingress, backend),
          });
        else if (secondPort !== undefined)
          report({
            at: secondPort,
            message: `${subject} gives a port by name, ${port.value ?? '?'}, and by number, ${secondPort.value ?? '?'}, and may do one of them only: the API server refuses it.`,
            related: [relatedTo(ingress, port, `the name is ${port.value ?? '?'}`)],
            fixes: () => [
              ...fixOf('Remove the number', [removeField(ingress, secondPort)]),
              ...fixOf('Remove the name', [removeField(ingress, port)]),
            ],
          });
        else if (typeof port.value === 'number') {
          const range = portNumberFault(port.value);
          if (range !== undefined)
            report({
              at: port,
              message: `${subject} gives port ${port.value}, which ${range}: the API server refuses it.`,
            });
        }
      }
    }
  },
});

/** Writes a backend in the fields of v1, where it stands wrongly or with the old ones. */
function modernFix(ingress: Ingress, backend: IngressBackend): readonly Fix[] {
  const content = currentBackend(backend);
  if (content === undefined || (backend.isOld && backend.resourceSpan !== undefined)) return [];
  const path = [...pathsOf(ingress)].find((own) => own.path.backend === backend)?.path;
  const steps =
    path === undefined ? defaultBackendSteps(ingress, content) : [setMapIn(ingress, path, 'backend', content)];
  return fixOf('Use the fields of networking.k8s.io/v1', steps, true);
}

/** Names the only port of the Service. */
function portFix(world: World, ingress: Ingress, { service, serviceSpan }: IngressBackend): readonly Fix[] {
  const [own] = world.named('service', world.namespaceOf(ingress).name, service?.value ?? '');
  const [port, ...others] = own?.ports ?? [];
  const number = port?.port?.value;
  if (serviceSpan === undefined || number === undefined || others.length > 0) return [];
  return fixOf(`Use port ${number}`, [
    insertInto(ingress, serviceSpan, { port: portContent(number) }, { after: 'name' }),
  ]);
}
