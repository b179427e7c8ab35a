import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { pathContext } from '../../src/core/language/path-context.ts';
import type { Snapshot } from '../../src/core/language/workspace.ts';
import { buildMap } from '../../src/core/map/build.ts';
import { references } from '../../src/core/network/references.ts';
import type { World } from '../../src/core/world/world.ts';
import { corpusLacking, corpusWorkspace } from '../support/corpus.ts';
import { lacking } from '../support/needs.ts';
// Compiled by reading the manifests, one variant of each application: who says that it calls what, and through which
// Service of its own stack (null: a host that the stack does not hold). `readToo` are files without any call.
import declared from './declared-calls.json' with { type: 'json' };

suite('calls that containers declare', () => {
  test('95 of 100 are found and drawn, and none is invented', (context) => {
    if (corpusLacking !== undefined) return lacking(context, corpusLacking);
    const { snapshot } = corpusWorkspace();
    const files = new Set([...declared.readToo, ...declared.calls.map(({ file }) => file)]);
    const found = new Set<string>();
    const drawn = new Set<string>();
    for (const world of snapshot.worlds) {
      const lines = linesOf(snapshot, world);
      for (const maker of world.all('podMaker')) {
        const { file } = maker.document;
        if (!files.has(file)) continue;
        const caller = `${file} ${maker.name?.value}`;
        for (const { host, port } of world.derive(references, maker)) {
          found.add(`${caller} ${host}`);
          found.add(`${caller} ${host}:${port}`);
        }
        for (const service of lines.get(`${maker.kind}/${world.namespaceOf(maker).name}/${maker.name?.value}`) ?? [])
          drawn.add(`${caller} ${service}`);
      }
    }
    const missed = declared.calls.filter(({ file, workload, host, port, service }) => {
      const caller = `${file} ${workload}`;
      const isFound = found.has(`${caller} ${port === null ? host : `${host}:${port}`}`);
      return !isFound || (service !== null && !drawn.has(`${caller} ${service}`));
    });
    const known = new Set(declared.calls.map(({ file, workload, service }) => `${file} ${workload} ${service}`));
    const invented = [...drawn].filter((line) => !known.has(line));
    const say = () => missed.map(({ workload, host }) => `${workload} calls ${host}`).join('; ');
    assert.deepEqual(invented, []);
    assert.ok(missed.length <= 0.05 * declared.calls.length, `${missed.length} missed: ${say()}`);
  });
});

/** Names of the Services that each workload's lines lead to, by the id of its card. */
function linesOf(snapshot: Snapshot, world: World): ReadonlyMap<string, ReadonlySet<string>> {
  const { nodes, edges } = buildMap(pathContext(snapshot, world), []);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const card = (id: string) => {
    let node = byId.get(id);
    while (node !== undefined && node.kind !== 'workload' && node.kind !== 'service')
      node = byId.get(node.parent ?? '');
    return node;
  };
  const lines = new Map<string, Set<string>>();
  for (const { kind, from, to } of edges) {
    const caller = kind === 'calls' ? card(from)?.id : undefined;
    const service = card(to)?.label;
    if (caller === undefined || service === undefined) continue;
    lines.set(caller, (lines.get(caller) ?? new Set()).add(service));
  }
  return lines;
}
