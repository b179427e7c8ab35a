import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Snapshot } from '../../../src/core/language/workspace.ts';
import { changesOf, workspaceOf } from '../../support/workspace.ts';
import { edited, shop, shopWith } from './charts.ts';
import type { Files } from './edits.ts';
import { CheckedWorkspace } from './incremental.ts';
import { findingText, placeText, snapshotView } from './view.ts';

/** A chart with things to say in it: a port that no container has, labels that no pod has, a comment that silences nothing. */
const faulty: Files = new Map([
  ...shopWith({
    ...edited('values.yaml', 'targetPort: http', 'targetPort: htpp'),
    'values-prod.yaml': 'app: web\nservice:\n  port: 81\n  targetPort: htps\n',
    'templates/more.yaml':
      '# portolan-ignore KN211: nothing\napiVersion: v1\nkind: Service\nmetadata:\n  name: more\nspec:\n  selector:\n    app: mroe\n  ports:\n    - port: 80\n',
  }),
]);

/** Lines that change nothing, and lines that cannot be read. */
const lines: Readonly<Record<string, readonly [harmless: string, broken: string]>> = {
  'shop/templates/service.yaml': ['{{- /* */}}', '{{- | }}'],
  'shop/templates/deployment.yaml': ['{{- /* */}}', '{{- | }}'],
  'shop/templates/more.yaml': ['{{- /* */}}', '{{- | }}'],
  'shop/templates/_helpers.tpl': ['{{- /* */ -}}', '{{- | }}'],
  'shop/values.yaml': ['# ', '"'],
  'shop/values-prod.yaml': ['# ', '"'],
  'shop/Chart.yaml': ['# ', '"'],
};

/** A text with a line at some place, instead of as many others. */
function withLine(path: string, at: number, instead: number, line: string): string {
  const all = (faulty.get(path) ?? '').split('\n');
  return all.toSpliced(at, instead, line).join('\n');
}

/** The lines of a file. */
function countOf(path: string): number {
  return (faulty.get(path) ?? '').split('\n').length;
}

/** What a workspace shows after one edit. */
function after(path: string, text: string): Snapshot {
  const workspace = workspaceOf(faulty);
  // Somebody asks before the edit, too.
  workspace.snapshot.allFindings();
  return workspace.update(changesOf({ [path]: text })).snapshot;
}

/** Everything that is found but that a file does not parse. */
function findingsOf(snapshot: Snapshot): readonly string[] {
  const found = snapshot.allFindings().filter(({ code }) => code !== 'KN006' && code !== 'KN001');
  return found.map((finding) => findingText(snapshot, finding));
}

/** Hovers and links of every file. */
function answersOf(snapshot: Snapshot): unknown {
  const { files } = snapshotView(snapshot) as { readonly files: readonly Record<string, unknown>[] };
  return files.map(({ file, hovers, links }) => [file, hovers, links]);
}

suite('while a file of a chart does not parse, its last text that did stands in', () => {
  test('there is something to say in the first place', () => {
    const codes = workspaceOf(faulty)
      .snapshot.allFindings()
      .map(({ code }) => code);
    assert.deepEqual(codes, ['KN004', 'KN201', 'KN210', 'KN210']);
  });

  for (const [path, [harmless, broken]] of Object.entries(lines))
    test(`${path}: a line that cannot be read is a line like another to the rest`, () => {
      for (let at = 0; at < countOf(path); at++) {
        const snapshot = after(path, withLine(path, at, 0, broken));
        const expected = after(path, withLine(path, at, 0, harmless));
        assert.deepEqual(findingsOf(snapshot), findingsOf(expected), `line ${at + 1}`);
        assert.deepEqual(answersOf(snapshot), answersOf(expected), `line ${at + 1}`);
        const mistakes = snapshot.findings(path).filter(({ code }) => code === 'KN006' || code === 'KN001');
        assert.equal(mistakes.length, 1, `line ${at + 1}`);
      }
    });

  for (const [path, [, broken]] of Object.entries(lines))
    test(`${path}: nothing is said on a line that is another now, all else where it was`, () => {
      const shown = (snapshot: Snapshot) =>
        snapshot
          .allFindings()
          // Whether a comment silences nothing is only said of what looks like a manifest.
          .filter(({ code }) => !['KN001', 'KN004', 'KN006'].includes(code))
          .map(({ code, location }) => `${code} ${placeText(snapshot.locate(location))}`.replace(/-[^-]*$/, ''));
      const before = shown(workspaceOf(faulty).snapshot);
      for (let at = 0; at < countOf(path) - 1; at++) {
        const snapshot = after(path, withLine(path, at, 1, broken));
        const isHere = (text: string) => text.includes(` ${path}:${at + 1}:`);
        const found = shown(snapshot);
        assert.deepEqual(found.filter(isHere), [], `line ${at + 1}`);
        for (const text of before) assert.ok(isHere(text) || found.includes(text), `${text}, line ${at + 1}`);
        // What leads to the line leads to the file.
        for (const { related } of snapshot.allFindings())
          for (const { location } of related) assert.ok(snapshot.files.has(snapshot.locate(location).file));
      }
    });

  test('the mistake is said where it is now', () => {
    const workspace = workspaceOf(shop);
    const path = 'shop/templates/service.yaml';
    const places = ['# first\n', '# first\n# second\n'].map((above) => {
      const text = `${above}${(shop.get(path) ?? '').replace('kind: Service', 'kind: {{ if }}')}`;
      const { snapshot, changed } = workspace.update(changesOf({ [path]: text }));
      assert.ok(changed.includes(path));
      assert.ok(changed.every((each) => snapshot.files.has(each)));
      return snapshot.allFindings().map((finding) => placeText(snapshot.locate(finding.location)));
    });
    assert.deepEqual(places, [[`${path}:3:13-3:15`], [`${path}:4:13-4:15`]]);
  });

  test('what the rest lacks is still missed; without a last text it may be there', () => {
    const path = 'shop/templates/deployment.yaml';
    const text = withLine(path, 1, 1, '{{ if }}');
    const codes = (snapshot: Snapshot) => snapshot.findings('shop/templates/more.yaml').map(({ code }) => code);
    assert.deepEqual(codes(after(path, text)), ['KN004', 'KN201']);
    assert.deepEqual(codes(workspaceOf(new Map([...faulty, [path, text]])).snapshot), ['KN004']);
  });

  test('other files change meanwhile, and it is mended', () => {
    const workspace = new CheckedWorkspace(faulty);
    const change = (path: string, text: string | undefined) => workspace.update([{ path, text }]);
    const [service, values] = ['shop/templates/service.yaml', 'shop/values.yaml'];
    change(service, withLine(service, 8, 1, '{{ if'));
    change(values, 'app: other\nservice:\n  port: 82\n  targetPort: http\n');
    change(values, 'app: other\n\nservice:\n  port 82\n');
    change('shop/templates/_helpers.tpl', '{{ end }}');
    change(service, withLine(service, 8, 0, '{{ if'));
    change('shop/values-prod.yaml', 'service: [\n');
    change('shop/values-prod.yaml', '# more\nservice: [\n');
    change('shop/templates/_helpers.tpl', faulty.get('shop/templates/_helpers.tpl'));
    change(values, faulty.get(values));
    change(service, undefined);
    change(service, '{{ if');
    change(service, faulty.get(service));
    change('shop/values-prod.yaml', faulty.get('shop/values-prod.yaml'));
  });

  test('a chart that comes with a file that does not parse has nothing to stand in', () => {
    const path = 'shop/templates/service.yaml';
    const workspace = new CheckedWorkspace(new Map([...shop, [path, '{{ if']]));
    workspace.update([{ path, text: '{{ if }}' }]);
    workspace.update([{ path, text: shop.get(path) }]);
    workspace.update([{ path, text: '{{ if }}' }]);
  });
});
