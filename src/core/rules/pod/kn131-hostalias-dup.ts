import type { HostAlias, PodMaker } from '../../resources/pod-maker.ts';
import { defineRule, type Fix } from '../rule.ts';
import { appendInto, fixOf, removeItemAt } from '../shared/edits.ts';
import { describe, join, relatedTo } from '../shared/words.ts';

/**
 * Entries of `hostAliases` with one address can be one entry. The API server warns about the second.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   hostAliases: [{ ip: 10.0.0.7, hostnames: [a] }, { ip: 10.0.0.7, hostnames: [b] }]
 *   containers:
 *     - { name: web, image: web }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   hostAliases: [{ ip: 10.0.0.7, hostnames: [a, b] }]
 *   containers:
 *     - { name: web, image: web }
 * ```
 * @source pkg/api/pod/warnings.go
 */
export const kn131 = defineRule({
  code: 'KN131',
  name: 'hostalias-dup',
  severity: 'hint',
  summary: 'One address stands twice in hostAliases.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/api/pod/warnings.go'],
  check(maker, _context, report) {
    const seen = new Map<string, HostAlias>();
    for (const alias of maker.template.hostAliases) {
      const { ip } = alias;
      if (ip?.value === undefined) continue;
      const first = seen.get(ip.value);
      if (first === undefined) seen.set(ip.value, alias);
      else
        report({
          at: ip,
          message: `${describe(maker)} lists ${ip.value} twice in hostAliases, for ${namesOf(first)} and for ${namesOf(alias)}: one entry can hold all its names.`,
          related: [relatedTo(maker, first.ip ?? first, `${ip.value} stands here first`)],
          fixes: () => mergeFix(maker, first, alias),
        });
    }
  },
});

function namesOf({ hostnames }: HostAlias): string {
  return hostnames.length === 0 ? 'no name' : join(hostnames.map(({ value }) => value ?? '?'));
}

/** Moves the names of the second entry that the first one lacks into it. */
function mergeFix(maker: PodMaker, first: HostAlias, second: HostAlias): readonly Fix[] {
  const known = new Set(first.hostnames.map(({ value }) => value));
  if (known.size === 0 || [...first.hostnames, ...second.hostnames].some(({ value }) => value === undefined)) return [];
  const moved = new Set(
    second.hostnames.flatMap(({ value }) => (value === undefined || known.has(value) ? [] : value)),
  );
  return fixOf(
    'Merge the two entries',
    [moved.size === 0 ? [] : appendInto(maker, first, 'hostnames', [...moved]), removeItemAt(maker, second)],
    true,
  );
}
