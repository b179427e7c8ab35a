import { isHeadless } from '../../network/service.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, insertInto, replaceAt } from '../shared/edits.ts';
import { containerName } from '../shared/pods.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * Kubernetes gives every container variables for the Services of its namespace: Service `redis` yields `REDIS_PORT=tcp://10.0.0.1:6379`. A container that is configured by `REDIS_HOST` and the like may read `REDIS_PORT` as its own setting and fail on the text.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: redis }
 * spec:
 *   selector: { app: redis }
 *   ports: [{ port: 6379 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: REDIS_HOST, value: redis }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: redis }
 * spec:
 *   selector: { app: redis }
 *   ports: [{ port: 6379 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   enableServiceLinks: false
 *   containers: [{ name: web, image: web, env: [{ name: REDIS_HOST, value: redis }] }]
 * ```
 * @source pkg/kubelet/envvars/envvars.go, FromServices
 */
export const kn132 = defineRule({
  code: 'KN132',
  name: 'service-env-shadow',
  severity: 'hint',
  summary: "A Service's variable has a name that the application may read.",
  subjects: ['podMaker'],
  reads: ['service'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/kubelet/envvars/envvars.go, FromServices'],
  check(maker, { world }, report) {
    if (maker.template.enableServiceLinks.value !== true || maker.live) return;
    const services = world.inNamespace('service', world.namespaceOf(maker).name);
    for (const container of maker.template.containers) {
      if (container.envFrom.length > 0 || container.env.length === 0) continue;
      const names = new Map(
        container.env.flatMap((variable) =>
          variable.name?.value === undefined ? [] : [[variable.name.value, variable] as const],
        ),
      );
      for (const service of services) {
        const name = service.name?.value;
        if (
          name === undefined ||
          isHeadless(service) ||
          service.serviceType.value === 'ExternalName' ||
          service.ports.length === 0
        )
          continue;
        const prefix = name.toUpperCase().replaceAll('-', '_');
        if (names.has(`${prefix}_PORT`)) continue;
        const variable = names.get(`${prefix}_HOST`) ?? names.get(`${prefix}_USER`) ?? names.get(`${prefix}_PASSWORD`);
        if (variable !== undefined)
          report({
            at: variable.name ?? variable,
            message: `Kubernetes gives container ${containerName(container)} ${prefix}_PORT="tcp://…" because of ${describe(service)}; an application that reads ${prefix}_PORT as a number fails. enableServiceLinks: false keeps it out.`,
            related: [
              relatedTo(service, service.name ?? service.kindSpan, `${describe(service)} yields ${prefix}_PORT`),
            ],
            fixes: () => withoutLinksFix(maker),
          });
      }
    }
  },
});

function withoutLinksFix(maker: PodMaker): readonly Fix[] {
  const { enableServiceLinks: links } = maker.template;
  return fixOf('Set enableServiceLinks to false', [
    'defaulted' in links
      ? insertInto(maker, maker.template, { enableServiceLinks: false }, { below: ['spec'] })
      : replaceAt(maker, links, false),
  ]);
}
