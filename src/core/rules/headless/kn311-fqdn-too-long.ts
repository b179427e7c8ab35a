import { dns1123LabelFault } from '../../resources/names.ts';
import { defineRule } from '../rule.ts';
import { isBuiltIn } from '../shared/pods.ts';
import { describe } from '../shared/words.ts';

/**
 * `hostname` and `subdomain` are DNS labels; the API server refuses anything else. With `setHostnameAsFQDN` the whole name has at most 64 characters, the limit of the Linux kernel; longer ones keep the pod in ContainerCreating.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web }
 * spec: { hostname: web_1, containers: [{ name: web, image: web }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web }
 * spec: { hostname: web-1, containers: [{ name: web, image: web }] }
 * ```
 * @exceptions StatefulSets, whose controller sets both fields itself.
 * @source pkg/kubelet/kubelet_pods.go, truncatePodHostnameIfNeeded
 */
export const kn311 = defineRule({
  code: 'KN311',
  name: 'fqdn-too-long',
  severity: 'error',
  summary: "A pod's host name or subdomain is no DNS label, or its full name is too long.",
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: false,
  sources: ['pkg/kubelet/kubelet_pods.go, truncatePodHostnameIfNeeded'],
  check(maker, { world, settings }, report) {
    const { hostname, subdomain, setHostnameAsFQDN } = maker.template;
    // The StatefulSet's controller overwrites both, so they are not validated.
    if (!isBuiltIn(maker) || maker.workload === 'StatefulSet') return;
    for (const [field, at] of [
      ['hostname', hostname],
      ['subdomain', subdomain],
    ] as const) {
      const fault = at?.value === undefined ? undefined : dns1123LabelFault(at.value);
      if (at !== undefined && fault !== undefined)
        report({
          at,
          message: `The ${field} "${at.value}" of ${describe(maker)} ${fault}: the API server refuses it.`,
        });
    }
    const namespace = world.namespaceOf(maker);
    if (
      !setHostnameAsFQDN ||
      subdomain?.value === undefined ||
      hostname?.value === undefined ||
      namespace.assumed ||
      namespace.unknown !== undefined
    )
      return;
    const fqdn = `${hostname.value}.${subdomain.value}.${namespace.name}.svc.${settings.clusterDomain}`;
    if (fqdn.length > 64)
      report({
        at: hostname,
        message: `${describe(maker)} takes ${fqdn} as its host name, which has ${fqdn.length} characters; the kernel takes 64, so the pod stays in ContainerCreating.`,
      });
  },
});
