import { isHeadless, selectingServices } from '../../network/service.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { meantAmong } from '../shared/evidence.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * A StatefulSet's `serviceName` is the Service under which its pods get their stable names. Without it `db-0.db` does not resolve, and peers that look for each other by name never start. It is an error when the stack shows which Service was meant, information otherwise.
 *
 * @bad
 * ```yaml
 * apiVersion: apps/v1
 * kind: StatefulSet
 * metadata: { name: db }
 * spec:
 *   serviceName: bd
 *   selector: { matchLabels: { app: db } }
 *   template:
 *     metadata: { labels: { app: db } }
 *     spec: { containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }] }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   clusterIP: None
 *   selector: { app: db }
 *   ports: [{ port: 5432 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: apps/v1
 * kind: StatefulSet
 * metadata: { name: db }
 * spec:
 *   serviceName: db
 *   selector: { matchLabels: { app: db } }
 *   template:
 *     metadata: { labels: { app: db } }
 *     spec: { containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }] }] }
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   clusterIP: None
 *   selector: { app: db }
 *   ports: [{ port: 5432 }]
 * ```
 * @exceptions Objects read from a cluster, stacks that are not wholly rendered.
 * @source kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id
 */
export const kn301 = defineRule({
  code: 'KN301',
  name: 'sts-service-missing',
  severity: 'error',
  summary: 'The Service that a StatefulSet names does not exist.',
  subjects: ['podMaker'],
  reads: ['service'],
  within: 'namespace',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id'],
  check(maker, { world }, report) {
    const field = maker.serviceName;
    if (field?.value === undefined || field.value === '' || maker.live) return;
    const namespace = world.namespaceOf(maker);
    if (
      namespace.unknown !== undefined ||
      world.stack.unknowns.objects !== undefined ||
      world.named('service', namespace.name, field.value).length > 0
    )
      return;
    const services = world.inNamespace('service', namespace.name);
    if (services.some(({ name }) => name !== undefined && name.value === undefined)) return;
    const selecting = world
      .derive(selectingServices, maker)
      .flatMap(({ service, match }) => (match === 'yes' && isHeadless(service) ? [service] : []));
    const meantName =
      meantAmong(
        field.value,
        services.flatMap(({ name }) => name?.value ?? []),
      ) ?? (selecting.length === 1 ? selecting[0]?.name?.value : undefined);
    const meant = services.find(({ name }) => meantName !== undefined && name?.value === meantName);
    report({
      at: field,
      severity: meant === undefined ? 'info' : 'error',
      message: `${describe(maker)} names Service "${field.value}", which is not in ${namespace.assumed ? 'this stack' : `namespace "${namespace.name}"`}${meant === undefined ? '' : `; there is "${meantName}"`}: its pods get no stable DNS names.`,
      related:
        meant === undefined
          ? []
          : [relatedTo(meant, meant.name ?? meant.kindSpan, `${describe(meant)} is probably meant`)],
      fixes: () =>
        meantName === undefined ? [] : replaceFix(`Use serviceName ${meantName}`, maker, field, meantName, true),
    });
  },
});
