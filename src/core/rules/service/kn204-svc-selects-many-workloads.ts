import { isHeadless, serviceSelection } from '../../network/service.ts';
import type { Service } from '../../resources/core-v1.ts';
import { formatPairs, pairOf } from '../../resources/labels.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, insertInto } from '../shared/edits.ts';
import { areTogether } from '../shared/evidence.ts';
import { portsFit, selectsOnly } from '../shared/meant-pods.ts';
import { endsByItself } from '../shared/pods.ts';
import { describe, join, relatedTo } from '../shared/words.ts';

/**
 * The selector matches the pods of several workloads that do not look like versions of one another. Requests go to all of them at random, and those that do not serve the port's protocol fail some of the time.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { tier: backend }
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api, tier: backend } }
 * spec: { containers: [{ name: api, image: api }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: worker, labels: { app: worker, tier: backend } }
 * spec: { containers: [{ name: worker, image: worker }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: api, tier: backend }
 *   ports: [{ port: 80 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api, tier: backend } }
 * spec: { containers: [{ name: api, image: api }] }
 * ```
 * @exceptions Canaries and versions (labels such as version, track or slot that differ, or one image repository), headless Services, Jobs.
 * @source kubernetes/endpointslice syncService
 */
export const kn204 = defineRule({
  code: 'KN204',
  name: 'svc-selects-many-workloads',
  severity: 'warning',
  summary: 'One Service spreads its traffic over different workloads.',
  subjects: ['service'],
  reads: ['podMaker', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes/endpointslice syncService'],
  check(service, { world }, report) {
    if (isHeadless(service) || service.live) return;
    const makers = world
      .derive(serviceSelection, service)
      .pods.flatMap(({ maker, match }) =>
        match === 'yes' && !endsByItself(maker) && maker.owners.length === 0 && areTogether(world, service, maker)
          ? [maker]
          : [],
      );
    if (makers.length < 2 || areVersions(makers)) return;
    report({
      at: service.selectorSpan ?? service.kindSpan,
      message: `${describe(service)} selects ${formatPairs(service.selector)} and so spreads its traffic over ${join(makers.slice(0, 5).map(describe))}${makers.length > 5 ? ` and ${makers.length - 5} more` : ''}, which run different images: a request may reach any of them.`,
      related: makers
        .slice(0, 5)
        .map((maker) =>
          relatedTo(
            maker,
            maker.name ?? maker.kindSpan,
            `${describe(maker)} runs ${join(maker.template.containers.map(({ image }) => image?.value ?? '?'))}`,
          ),
        ),
      fixes: () => makers.slice(0, 5).flatMap((maker) => narrowFix(world, service, maker)),
    });
  },
});

/** Adds to the selector a label that only one of the workloads has, when that one serves all ports of the Service. */
function narrowFix(world: World, service: Service, maker: PodMaker): readonly Fix[] {
  if (service.specSpan === undefined || !portsFit(service, maker.template)) return [];
  const { pairs } = service.selector;
  const label = maker.template.labels.pairs.find(
    (pair) =>
      pair.value !== undefined &&
      pair.added === undefined &&
      !versionKeys.includes(pair.key) &&
      pairOf(service.selector, pair.key) === undefined &&
      selectsOnly(world, [...pairs, pair], maker),
  );
  if (label?.value === undefined) return [];
  return fixOf(
    `Select only ${describe(maker)} (${label.key}: ${label.value})`,
    [insertInto(service, service.specSpan, { [label.key]: label.value }, { below: ['selector'] })],
    maker.name?.value !== undefined && maker.name.value === service.name?.value,
  );
}

const versionKeys: readonly string[] = [
  'version',
  'app.kubernetes.io/version',
  'track',
  'slot',
  'release',
  'color',
  'deployment',
  'variant',
  'environment',
  'role',
  'shard',
  'app.kubernetes.io/component',
  'component',
];

/** Whether workloads look like revisions of one: they say so by a label, or run the same image. */
function areVersions(makers: readonly PodMaker[]): boolean {
  const differs = (key: string) =>
    new Set(makers.map(({ template }) => pairOf(template.labels, key)?.value)).size === makers.length;
  if (versionKeys.some(differs)) return true;
  const images = makers.map(
    ({ template }) => new Set(template.containers.map(({ image }) => repositoryOf(image?.value))),
  );
  if (images.some((set) => set.size === 0 || set.has(undefined))) return true;
  const [first = new Set<string | undefined>(), ...rest] = images;
  return [...first].some((image) => rest.every((set) => set.has(image)));
}

/** An image without its tag and digest. */
function repositoryOf(image: string | undefined): string | undefined {
  return image?.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}
