import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Snapshot, Workspace } from '../../../src/core/language/workspace.ts';
import { allRules } from '../../../src/core/rules/all.ts';
import { applyFix, changesOf, workspaceOf } from '../../support/workspace.ts';
import { CheckedWorkspace } from './incremental.ts';

type Files = Readonly<Record<string, string>>;

const web = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: 8080
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: nginx
          readinessProbe: { tcpSocket: { port: http } }
          ports:
            - name: http
              containerPort: 8080
`;

/** A base and an overlay of it. */
const files: Files = {
  'base/kustomization.yaml': 'resources: [web.yaml]\n',
  'base/web.yaml': web,
  'prod/kustomization.yaml': 'resources: [../base]\nnamespace: prod\npatches: [{ path: patch.yaml }]\n',
  'prod/patch.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { type: NodePort }\n',
};

const snapshotOf = (texts: Files): Snapshot => workspaceOf(texts).snapshot;

/** Findings as `CODE FILE:LINE WHAT`, what they underline last. */
function found(snapshot: Snapshot): readonly string[] {
  return snapshot.allFindings().map(({ code, severity, location }) => {
    const { file, range } = snapshot.locate(location);
    const lines = snapshot.lines(file);
    const text = snapshot.files.get(file)?.text.slice(lines.offset(range.start), lines.offset(range.end)) ?? '';
    return `${severity} ${code} ${file}:${range.start.line + 1} ${text.split('\n')[0]}`;
  });
}

const foundIn = (texts: Files) => found(snapshotOf({ ...files, ...texts }));
const withBase = (from: string, to: string): Files => ({ 'base/web.yaml': web.replace(from, to) });

suite('findings about what kustomizations make', () => {
  test('an overlay that kustomize refuses holds back nothing that the others miss', () => {
    const apart = web
      .replace('name: web\nspec:\n  selector:\n    app', 'name: web\n  namespace: shop\nspec:\n  selector:\n    app')
      .replace(
        'name: web\nspec:\n  selector:\n    match',
        'name: web\n  namespace: shpo\nspec:\n  selector:\n    match',
      );
    const texts = { 'base/kustomization.yaml': files['base/kustomization.yaml'] ?? '', 'base/web.yaml': apart };
    const codes = (more: Files) => found(snapshotOf({ ...texts, ...more })).filter((line) => line.includes('KN202'));
    assert.deepEqual(codes({}), ['error KN202 base/web.yaml:7 selector:']);
    const refused = { 'test/kustomization.yaml': 'resources: [../base]\npatches: [nothing.yaml]\n' };
    const fine = { 'prod/kustomization.yaml': 'resources: [../base]\n' };
    assert.deepEqual(codes({ ...refused, ...fine }), codes({}));
  });

  test('a mistake in a base is found there, once for all overlays', () => {
    const texts = {
      ...withBase('targetPort: 8080', 'targetPort: htp'),
      'dev/kustomization.yaml': 'namePrefix: dev-\nresources: [../base]\n',
    };
    const snapshot = snapshotOf({ ...files, ...texts });
    assert.deepEqual(found(snapshot), ['error KN210 base/web.yaml:10 htp']);
    assert.deepEqual(snapshot.allFindings()[0]?.stacks, ['dev', 'prod']);
  });

  test('a mistake in a patch is found in the patch', () => {
    const head = 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\n';
    assert.deepEqual(foundIn({ 'prod/patch.yaml': `${head}spec:\n  selector:\n    app: wbe\n` }), [
      'error KN203 prod/patch.yaml:6 wbe',
    ]);
    const operation = '- op: replace\n  path: /spec/ports/0/targetPort\n  value: htp\n';
    const json = {
      'prod/kustomization.yaml': 'resources: [../base]\npatches: [{ path: patch.yaml, target: { kind: Service } }]\n',
    };
    assert.deepEqual(foundIn({ ...json, 'prod/patch.yaml': operation }), ['error KN210 prod/patch.yaml:3 htp']);
  });

  test('what stands first in the text is the place of several lines, whatever order they are written in', () => {
    const port = '    - targetPort: http\n      port: 80\n';
    const probe = '          readinessProbe: { tcpSocket: { port: http } }\n';
    const text = web.replace('    - port: 80\n      targetPort: 8080\n', port).replace(probe, '');
    const snapshot = snapshotOf({ ...files, 'base/web.yaml': text });
    const [finding] = snapshot.allFindings();
    const [related] = finding?.related ?? [];
    assert.equal(finding?.code, 'KN133');
    assert.ok(related !== undefined);
    assert.deepEqual(snapshot.locate(related.location).range.start, { line: 8, character: 6 });
  });

  test('an object that one overlay changes otherwise is judged in each', () => {
    const patch = 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: web } }\n';
    assert.deepEqual(foundIn({ ...withBase('    app: web\n', '    app: wbe\n'), 'prod/patch.yaml': patch }), []);
  });

  test('what comes from a file of variables is found in it', () => {
    const texts = {
      'base/kustomization.yaml': 'resources: [web.yaml]\nconfigMapGenerator: [{ name: env, envs: [a.env] }]\n',
      'base/a.env': 'URL=http://web\nno key=1\n',
    };
    assert.deepEqual(foundIn(texts), ['warning KN006 base/a.env:2 1']);
  });
});

suite('suppressions of what kustomizations make', () => {
  const head = 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\n';

  test('comments in bases and patches count', () => {
    assert.deepEqual(foundIn(withBase('targetPort: 8080', 'targetPort: htp # portolan-ignore KN210: agreed')), []);
    assert.deepEqual(
      foundIn({ 'prod/patch.yaml': `${head}spec:\n  selector:\n    # portolan-ignore KN203: agreed\n    app: wbe\n` }),
      [],
    );
    const operation = '- op: replace\n  path: /spec/ports/0/targetPort\n  value: htp # portolan-ignore KN210\n';
    const json = {
      'prod/kustomization.yaml': 'resources: [../base]\npatches: [{ path: patch.yaml, target: { kind: Service } }]\n',
    };
    assert.deepEqual(foundIn({ ...json, 'prod/patch.yaml': operation }), []);
    assert.deepEqual(foundIn(withBase('targetPort: 8080', 'targetPort: 8080 # portolan-ignore KN210')), [
      'info KN004 base/web.yaml:10 # portolan-ignore KN210',
    ]);
  });

  test('an annotation counts wherever it comes from', () => {
    const wrong = withBase('targetPort: 8080', 'targetPort: htp');
    const ignoring = (codes: string) => `${head.replace(' }', `, annotations: { portolan/ignore: "${codes}" } }`)}`;
    assert.deepEqual(foundIn({ ...wrong, 'prod/patch.yaml': ignoring('KN210') }), []);
    const common = 'resources: [../base]\ncommonAnnotations: { portolan/ignore: KN210 }\n';
    assert.deepEqual(foundIn({ ...wrong, 'prod/kustomization.yaml': common }), []);
    assert.deepEqual(
      foundIn({ ...wrong, 'prod/patch.yaml': ignoring('KN210, KN214') }).map((text) => text.split(' ').slice(0, 3)),
      [['info', 'KN004', 'prod/patch.yaml:3']],
    );
    const dev = { 'dev/kustomization.yaml': 'resources: [../base]\n' };
    const snapshot = snapshotOf({ ...files, ...wrong, ...dev, 'prod/patch.yaml': ignoring('KN210') });
    assert.deepEqual(
      snapshot.allFindings().map(({ code, stacks }) => [code, stacks]),
      [['KN210', ['dev']]],
    );
  });
});

suite('fixes of what kustomizations make', () => {
  /** The files after each fix of a code, as far as they differ. */
  function fixedBy(code: string, texts: Files): readonly Files[] {
    const whole = { ...files, ...texts };
    const snapshot = snapshotOf(whole);
    const fixes = snapshot.allFindings().flatMap((finding) => (finding.code === code ? finding.fixes() : []));
    return fixes.map(({ edits }) =>
      Object.fromEntries(
        Object.entries(applyFix(snapshot, edits)).filter(([path, text]) => whole[path as keyof typeof whole] !== text),
      ),
    );
  }

  test('a value is replaced where it stands, with and without quotes', () => {
    for (const wrong of ['targetPort: htp', 'targetPort: "htp"', "targetPort: 'htp'"])
      assert.deepEqual(
        fixedBy('KN210', withBase('targetPort: 8080', wrong))[0],
        withBase('targetPort: 8080', wrong.replace('htp', 'http')),
      );
    assert.deepEqual(
      fixedBy('KN214', withBase('targetPort: 8080', 'targetPort: 8081'))[0],
      withBase('targetPort: 8080', 'targetPort: http'),
    );
  });

  test('lines come and go in the base, in its own order and with its comments', () => {
    const probe = '          readinessProbe: { tcpSocket: { port: http } }\n';
    const [added] = fixedBy('KN133', withBase(probe, ''));
    assert.match(added?.['base/web.yaml'] ?? '', /image: nginx\n(?:.*\n)* {10}readinessProbe:\n/);
    const affinity = '  selector:\n    app: web\n    pod-template-hash: abc # of the rollout\n';
    const [removed] = fixedBy('KN207', withBase('  selector:\n    app: web\n', affinity));
    assert.deepEqual(
      removed,
      withBase('  selector:\n    app: web\n', '  selector:\n    app: web\n    # of the rollout\n'),
    );
  });

  test('a name that an overlay gives is written into no base', () => {
    const pods = web.replace('  selector:\n    app: web\n', '  clusterIP: None\n  selector:\n    app: web\n');
    const set = pods
      .replace('kind: Deployment', 'kind: StatefulSet')
      .replace('  selector:\n    match', '  serviceName: wbe\n  selector:\n    match');
    assert.equal(fixedBy('KN301', { 'base/web.yaml': set }).length, 1);
    const prefixed = { 'prod/kustomization.yaml': 'resources: [../base]\nnamePrefix: prod-\n' };
    assert.deepEqual(fixedBy('KN301', { 'base/web.yaml': set, ...prefixed }), []);
  });

  test('what a kustomization gives to all objects is not changed for one', () => {
    const labels = {
      'prod/kustomization.yaml': 'resources: [../base]\nlabels: [{ pairs: { version: v1 }, includeSelectors: true }]\n',
    };
    assert.deepEqual(fixedBy('KN208', labels), []);
  });
});

suite('kustomizations that cannot be built', () => {
  const kustomized = (text: string, more: Files = {}) =>
    foundIn({ 'prod/kustomization.yaml': `resources: [../base]\n${text}`, ...more });

  test('what kustomize refuses is a warning, a file that is not there an info, a remote base nothing', () => {
    assert.deepEqual(kustomized('wrong: field\n'), ['warning KN006 prod/kustomization.yaml:2 wrong']);
    assert.deepEqual(kustomized('patches: [{ path: gone.yaml }]\n'), [
      'info KN006 prod/kustomization.yaml:2 gone.yaml',
    ]);
    assert.deepEqual(foundIn({ 'kustomization.yaml': 'resources: [prod, ../elsewhere]\n' }), []);
    const partial = new Workspace({ rules: allRules, partial: true });
    const { snapshot } = partial.update(changesOf({ ...files, 'prod/kustomization.yaml': 'resources: [gone]\n' }));
    assert.deepEqual(found(snapshot), []);
    assert.deepEqual(kustomized('components: [https://example.com/x?ref=v1]\n'), []);
  });

  test('a mistake in a base does not keep the rest from being judged', () => {
    assert.deepEqual(kustomized('wrong: field\n', withBase('targetPort: 8080', 'targetPort: htp')), [
      'warning KN210 base/web.yaml:10 htp',
      'warning KN006 prod/kustomization.yaml:2 wrong',
    ]);
  });

  test('a text that is no YAML is said once', () => {
    const broken = foundIn({ ...withBase('  name: web\n', '  name: "web\n') });
    assert.deepEqual(
      broken.map((text) => text.split(' ')[1]),
      ['KN001'],
    );
  });

  test('a component that nothing includes is not complained about', () => {
    const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n';
    const patch = 'patches: [{ target: { kind: Service, name: gone }, path: gone.yaml }]\n';
    assert.deepEqual(foundIn({ 'part/kustomization.yaml': component + patch }), []);
  });
});

test('after every edit of a kustomization the findings are those of a fresh start', () => {
  const workspace = new CheckedWorkspace(new Map(Object.entries(files)));
  const dev = 'namePrefix: dev-\nresources: [../base]\n';
  const patch = (spec: string) => `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ${spec} }\n`;
  const edits: readonly (readonly [string, string | undefined])[] = [
    ['base/web.yaml', web.replace('app: web\n', 'app: wbe\n')],
    ['dev/kustomization.yaml', dev],
    ['prod/patch.yaml', patch('selector: { app: web }')],
    ['prod/patch.yaml', patch('selector: { app: other }')],
    ['base/web.yaml', `# moved\n${web.replace('app: web\n', 'app: wbe\n')}`],
    ['prod/patch.yaml', '$patch: delete\napiVersion: v1\nkind: Service\nmetadata: { name: web }\n'],
    ['prod/patch.yaml', undefined],
    ['prod/patch.yaml', patch('ports: [{ port: 80, targetPort: htp }]')],
    ['base/kustomization.yml', 'resources: []\n'],
    ['base/kustomization.yaml', 'resources: [web.yaml]\ncommonLabels: { team: a }\n'],
    ['base/kustomization.yml', undefined],
    ['dev/kustomization.yaml', undefined],
  ];
  for (const [path, text] of edits) workspace.update([{ path, text }], `${path} ${text}`);
});
