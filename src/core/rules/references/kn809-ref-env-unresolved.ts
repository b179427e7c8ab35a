import type { PodMaker } from '../../resources/pod-maker.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Fix, type Related } from '../rule.ts';
import { fixOf } from '../shared/edits.ts';
import { containerName } from '../shared/pods.ts';
import { describe } from '../shared/words.ts';
import { type UnsetVariable, unsetVariables } from './variables.ts';
import { inNamespace, relatedName } from './words.ts';

/**
 * Kubernetes gives containers variables for the Services of their namespace that have a virtual address: `DB_SERVICE_HOST` and `DB_SERVICE_PORT` for Service `db`. Where there is none, `$(DB_SERVICE_HOST)` stays in the text as it stands, and the process calls a host of that name. Names of DNS work for every Service.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: DB_URL, value: "postgres://$(DB_SERVICE_HOST):5432/shop" }] }]
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
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers: [{ name: web, image: web, env: [{ name: DB_URL, value: "postgres://db:5432/shop" }] }]
 * ---
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec:
 *   clusterIP: None
 *   selector: { app: db }
 *   ports: [{ port: 5432 }]
 * ```
 * @exceptions Variables that the container may define itself, and `KUBERNETES_SERVICE_HOST`, which is always set. Information where nothing shows which Service was meant.
 * @source kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
export const kn809 = defineRule({
  code: 'KN809',
  name: 'ref-env-unresolved',
  severity: 'error',
  summary: 'A container uses a Service variable that is not set.',
  subjects: ['podMaker'],
  reads: ['service', 'configMap', 'podMaker', 'other'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/service/#environment-variables'],
  check(maker, { world }, report) {
    for (const unset of unsetVariables(world, maker)) {
      if (unset.why === 'port') continue;
      const { variable } = unset;
      const { start, end } = variable.place();
      const { words, isCertain, related } = explained(world, maker, unset);
      report({
        at: { start, end },
        severity: isCertain ? 'error' : 'info',
        message: `Container ${containerName(variable.container)} uses $(${variable.name}), but ${words}: the text stays as it stands.`,
        related,
        fixes: () => fixesOf(world, maker, unset),
      });
    }
  },
});

interface Explained {
  readonly words: string;
  readonly isCertain: boolean;
  readonly related: readonly Related[];
}

function explained(world: World, maker: PodMaker, unset: Exclude<UnsetVariable, { readonly why: 'port' }>): Explained {
  switch (unset.why) {
    case 'links':
      return {
        words: 'its pod has enableServiceLinks: false, so no Service becomes a variable',
        isCertain: true,
        related:
          unset.service === undefined ? [] : [relatedName(unset.service, `${describe(unset.service)} is not told`)],
      };
    case 'address':
      return {
        words: `${describe(unset.service)} has no virtual address, so it becomes no variable`,
        isCertain: true,
        related: [relatedName(unset.service, `${describe(unset.service)} has no virtual address`)],
      };
    case 'absent': {
      const { meant, elsewhere, variable } = unset;
      const { name } = world.namespaceOf(maker);
      const no = `there is no Service "${variable.service}" ${inNamespace(world, maker, name)}`;
      if (meant === undefined) return { words: `${no} unless something else makes it`, isCertain: false, related: [] };
      const there = elsewhere ? `; it is in "${world.namespaceOf(meant).name}"` : `; there is "${meant.name?.value}"`;
      return {
        words: `${no}${there}`,
        isCertain: true,
        related: [relatedName(meant, `${describe(meant)} is probably meant`)],
      };
    }
  }
}

/** Names of DNS instead of addresses, and variables by the name of the Service that was meant. */
function fixesOf(world: World, maker: PodMaker, unset: UnsetVariable): readonly Fix[] {
  const { variable } = unset;
  const service = unset.why === 'absent' ? unset.meant : unset.service;
  const name = service?.name?.value;
  if (service === undefined || name === undefined) return [];
  const isTypo = unset.why === 'absent' && !unset.elsewhere;
  const own = world.namespaceOf(maker).name;
  const host = world.namespaceOf(service).name === own ? name : `${name}.${world.namespaceOf(service).name}`;
  if (!isTypo && variable.part === 'PORT') return [];
  const rest = variable.name.slice(variable.service.length);
  const newText = isTypo ? `$(${name.toUpperCase().replaceAll('-', '_')}${rest})` : host;
  const { resource, start, end } = variable.place();
  const { document } = resource;
  if (document.text.slice(start, end) !== `$(${variable.name})`) return [];
  return fixOf(`Use ${newText}`, [[{ document, start, end, newText }]], true);
}
