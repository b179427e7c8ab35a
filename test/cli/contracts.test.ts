import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { allRules } from '../../src/core/rules/all.ts';
import { ownCodes } from '../../src/core/rules/own-codes.ts';
import { uncheckedCodes } from '../../src/core/rules/unchecked.ts';
import { LineIndex } from '../../src/core/text/line-index.ts';
import { type JsonReport, lintJson, portolan } from '../support/cli.ts';
import { deployment, makeFolder, service } from '../support/folder.ts';
import { schemaErrors } from '../support/schemas.ts';
import { root } from '../support/sources.ts';

const example = join(root, 'media/example');

/** Stacks of every kind, an object without a namespace, one without a name, and things that cannot be read. */
const mixed = {
  '.portolan.yaml': 'stacks: [{ name: stated, paths: [stated] }]\nexpect: [a]\n',
  'stated/service.yaml': service('stated', 'nothing', '80').replace('  namespace: shop\n', ''),
  'base/kustomization.yaml': 'resources: [deploy.yaml, service.yaml]\n',
  'base/deploy.yaml': deployment('cart', 'http'),
  'base/service.yaml': service('cart', 'cart', 'htpp'),
  'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 0.1.0\n',
  'chart/templates/web.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n',
  'plain/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {}\nspec: { ports: [{ port: 0 }] }\n',
  'plain/syntax.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: a\n',
  'plain/latin1.yaml': Buffer.from('# \xfc', 'latin1'),
};

suite('lint --format json', () => {
  test('is what its schema says, over the example and over everything unusual', (t) => {
    const { path: cwd } = makeFolder(t, mixed);
    assert.deepEqual(schemaErrors('lint', lintJson([example]).report), []);
    const { report, code } = lintJson(['.', 'nowhere.yaml'], { cwd });
    assert.deepEqual(schemaErrors('lint', report), []);
    assert.equal(code, 2);
    assert.deepEqual(new Set(report.stacks.map(({ kind }) => kind)), new Set(['plain', 'kustomize', 'helm']));
    assert.deepEqual(
      report.skipped.map(({ file }) => file),
      ['plain/latin1.yaml', 'nowhere.yaml'],
    );
    const stated = report.findings.find(({ object }) => object?.name === 'stated');
    assert.deepEqual(stated?.object, { apiVersion: 'v1', kind: 'Service', namespace: null, name: 'stated' });
    assert.deepEqual(stated?.stacks, ['stated']);
    const { error, warning, info, hint } = report.summary;
    assert.deepEqual(
      [error, warning, info, hint],
      ['error', 'warning', 'info', 'hint'].map(
        (severity) => report.findings.filter((finding) => finding.severity === severity).length,
      ),
    );
  });

  test('every fix of the example removes its finding and brings no mistake, applied by its ranges', (t) => {
    const before = lintJson([example]).report;
    const fixes = before.findings.flatMap((finding) => finding.fixes.map((fix) => ({ finding, fix })));
    assert.ok(fixes.length >= 7, 'there are fixes to try');
    for (const { finding, fix } of fixes) {
      const { path } = makeFolder(t, {});
      cpSync(example, path, { recursive: true });
      for (const file of new Set(fix.edits.map((edit) => edit.file))) {
        const target = join(path, file.slice('media/example/'.length));
        writeFileSync(
          target,
          applied(
            readFileSync(target, 'utf8'),
            fix.edits.filter((edit) => edit.file === file),
          ),
        );
      }
      const after = lintJson([], { cwd: path }).report;
      const had = counted(before.findings);
      const same = after.findings.filter(
        (left) => nameOf(left) === nameOf(finding) && left.message === finding.message,
      );
      assert.deepEqual(same, [], `"${fix.title}" removes ${nameOf(finding)}`);
      // A connection that works may show what could be better about it.
      const mistakes = after.findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
      for (const [other, count] of counted(mistakes))
        assert.ok(count <= (had.get(other) ?? 0), `"${fix.title}" brings ${other}`);
    }
  });
});

suite('map --format json', () => {
  test('is what its schema says, and its edges and parents are nodes', (t) => {
    const { path: cwd } = makeFolder(t, mixed);
    const names = lintJson([], { cwd }).report.stacks.map(({ name }) => ['.', name, cwd] as const);
    for (const [path, stack, from] of [...names, [example, '.', root] as const]) {
      const { out } = portolan(['map', path, '--format', 'json', '--stack', stack], { cwd: from });
      const map: {
        stack: string;
        nodes: { id: string; parent: string | null; findings: { code: string }[] }[];
        edges: { from: string; to: string; evidence: { file: string }[] }[];
      } = JSON.parse(out);
      assert.deepEqual(schemaErrors('map', map), [], stack);
      assert.equal(map.stack, stack);
      const ids = new Set(map.nodes.map(({ id }) => id));
      assert.equal(ids.size, map.nodes.length);
      for (const { parent } of map.nodes) assert.ok(parent === null || ids.has(parent), `${parent}`);
      for (const edge of map.edges) assert.ok(ids.has(edge.from) && ids.has(edge.to), JSON.stringify(edge));
    }
  });

  test('names the findings on its nodes and the evidence by paths from the working folder', () => {
    const { out } = portolan(['map', example, '--format', 'json'], { cwd: join(root, 'media') });
    const { nodes, edges } = JSON.parse(out);
    const codes = nodes.flatMap(({ findings }: { findings: { code: string }[] }) => findings.map(({ code }) => code));
    for (const code of ['KN203', 'KN210', 'KN211']) assert.ok(codes.includes(code), code);
    const files = edges.flatMap(({ evidence }: { evidence: { file: string }[] }) => evidence.map(({ file }) => file));
    assert.ok(files.length > 0);
    for (const file of files) assert.match(file, /^example\/\w+\.yaml$/);
  });
});

suite('rules --format json', () => {
  const { out } = portolan(['rules', '--format', 'json']);
  const listed: readonly { code: string; name: string; state: string; fixable: boolean; severity: string }[] =
    JSON.parse(out);

  test('is what its schema says, with every code once, in order', () => {
    assert.deepEqual(schemaErrors('rules', listed), []);
    const numbers = listed.map(({ code }) => Number(code.slice(2)));
    assert.deepEqual(
      numbers,
      [...new Set(numbers)].sort((a, b) => a - b),
    );
    assert.equal(new Set(listed.map(({ name }) => name)).size, listed.length);
  });

  test('says of what is checked that it is done, and of nothing else', () => {
    const checked = [...ownCodes, ...allRules].map(({ code }) => code);
    assert.deepEqual(
      listed.filter(({ state }) => state === 'done').map(({ code }) => code),
      checked.sort((a, b) => Number(a.slice(2)) - Number(b.slice(2))),
    );
    const both = uncheckedCodes.filter(({ code }) => checked.includes(code)).map(({ code }) => code);
    assert.deepEqual(both, [], 'a code that is checked has to leave src/core/rules/unchecked.ts');
  });

  test('knows the whole catalogue: 286 rules about manifests and clusters, and the codes of the tool', () => {
    const own = listed.filter(({ code }) => Number(code.slice(2)) < 100).map(({ code }) => code);
    assert.deepEqual(own, ['KN001', 'KN002', 'KN003', 'KN004', 'KN005', 'KN006', 'KN007']);
    assert.ok(listed.length - own.length >= 286);
  });

  test('offers fixes only for what is done', () => {
    assert.deepEqual(
      listed.filter(({ state, fixable }) => fixable && state !== 'done'),
      [],
    );
  });
});

function applied(text: string, edits: JsonReport['findings'][number]['fixes'][number]['edits']): string {
  const index = new LineIndex(text);
  return edits
    .map(({ range, newText }) => ({ start: index.offset(range.start), end: index.offset(range.end), newText }))
    .sort((a, b) => b.start - a.start)
    .reduce((result, { start, end, newText }) => result.slice(0, start) + newText + result.slice(end), text);
}

function nameOf({ code, object }: JsonReport['findings'][number]): string {
  return `${code} ${object?.kind}/${object?.name}`;
}

function counted(findings: JsonReport['findings']): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(nameOf(finding), (counts.get(nameOf(finding)) ?? 0) + 1);
  return counts;
}
