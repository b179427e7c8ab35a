import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { toDot } from '../../../src/core/map/export/dot.ts';
import { toHtml } from '../../../src/core/map/export/html.ts';
import { toJson } from '../../../src/core/map/export/json.ts';
import { toMermaid } from '../../../src/core/map/export/mermaid.ts';
import { toSvg } from '../../../src/core/map/export/svg.ts';
import { darkTheme, lightTheme } from '../../../src/core/map/export/theme.ts';
import { layoutMap } from '../../../src/core/map/layout.ts';
import { legendItems } from '../../../src/core/map/legend.ts';
import type { WireModel } from '../../../src/core/map/wire.ts';
import { deployment, mapOf, service } from './maps.ts';
import { randomDocuments, shuffledFiles } from './random-world.ts';

const plain = mapOf({
  'a.yaml':
    deployment('web', '[{ name: http, containerPort: 8080 }]') +
    service('web', '{ type: NodePort, selector: { app: web }, ports: [{ port: 80, targetPort: http }] }') +
    service('typo', '{ selector: { app: wbe }, ports: [{ port: 80 }] }') +
    service('away', '{ type: ExternalName, externalName: away.example }'),
});

/** What no API server accepts as a name; text of a manifest may hold anything all the same. */
const hostile = `</text></svg><script>alert(1)</script> & "it's" \\ \`x\` <br> end; --> %% #35; ]) [ | {{ }} \u0007`;

/** The same map with hostile names for everything. */
const model: WireModel = {
  stack: hostile,
  nodes: plain.nodes.map((node) => ({
    ...node,
    id: hostile + node.id,
    parent: node.parent === undefined ? undefined : hostile + node.parent,
    docks: (node.docks ?? []).map((dock) => hostile + dock),
    label: hostile,
    detail: hostile,
    ...(node.reason === undefined ? {} : { reason: hostile }),
    ...(node.kind === 'workload' ? { shield: { words: hostile, evidence: [] } } : {}),
    explanation: [hostile],
  })),
  edges: plain.edges.map((edge) => ({
    ...{ ...edge, id: hostile + edge.id, from: hostile + edge.from, to: hostile + edge.to },
    label: hostile,
    reason: hostile,
  })),
};
const layout = layoutMap(model);

/** Names of the elements of well-formed XML; throws at the first mistake. Knows what an SVG file needs. */
function elementsOf(xml: string): readonly string[] {
  const names: string[] = [];
  const open: string[] = [];
  const tag = /<(?:\/([\w:-]+)\s*>|([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>)/y;
  const text = /[^<&]+|&(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);/y;
  for (let at = 0; at < xml.length; ) {
    tag.lastIndex = at;
    text.lastIndex = at;
    const [all, closed, opened, attributes = '', empty] = tag.exec(xml) ?? text.exec(xml) ?? [];
    assert.ok(all !== undefined, `no XML at ${at}: ${xml.slice(at, at + 60)}`);
    assert.doesNotMatch(attributes.replaceAll(/&(?:amp|lt|gt|quot|apos|#\d+);/g, ''), /&/);
    if (closed !== undefined) assert.equal(open.pop(), closed);
    if (opened !== undefined) {
      names.push(opened);
      if (empty !== '/') open.push(opened);
    }
    at += all.length;
  }
  assert.deepEqual(open, []);
  return names;
}

suite('SVG', () => {
  const allowed = new Set(['svg', 'title', 'style', 'g', 'rect', 'circle', 'path', 'text']);

  test('is well-formed, and text of manifests is never markup', () => {
    const names = elementsOf(toSvg(model, layout, lightTheme));
    assert.deepEqual(
      [...new Set(names)].filter((name) => !allowed.has(name)),
      [],
    );
  });

  test('is well-formed for worlds of every shape', () => {
    for (let seed = 0; seed < 40; seed++) {
      const world = mapOf(shuffledFiles(randomDocuments(seed), seed));
      elementsOf(toSvg(world, layoutMap(world), darkTheme));
    }
  });

  test('marks what is broken with a sign and words, not with colour alone', () => {
    const broken = mapOf({
      'a.yaml': deployment('web', '[]') + service('web', '{ selector: { app: wbe }, ports: [{ port: 80 }] }'),
    });
    const svg = toSvg(broken, layoutMap(broken), lightTheme);
    assert.match(svg, />no pod has app=wbe</);
    assert.match(svg, />✗</);
    // One in the picture, one in its legend.
    assert.equal(svg.match(/class="cross"/g)?.length, 2);
  });

  test('its legend explains the signs that it has, and no others', () => {
    const words = (files: string) => legendItems(mapOf({ 'a.yaml': files })).map((item) => item.words);
    const web = deployment('web', '[{ containerPort: 8080 }]');
    assert.deepEqual(words(web), ['other port']);
    const selecting = service('web', '{ selector: { app: web }, ports: [{ port: 8080 }] }');
    assert.deepEqual(words(web + selecting), ['routes, selects', 'port that a Service sends to']);
    const policy =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p, namespace: shop }\nspec: { podSelector: {} }\n';
    assert.deepEqual(words(web + policy), ['other port', 'isolated by policies']);
  });

  test('says so when there is nothing to draw', () => {
    const empty: WireModel = { stack: 'none', nodes: [], edges: [] };
    const svg = toSvg(empty, layoutMap(empty), lightTheme);
    elementsOf(svg);
    assert.match(svg, /Nothing to draw/);
  });
});

test('JSON has exactly the keys of its contract, sorted by id', () => {
  const { version, stack, nodes, edges, ...more } = JSON.parse(toJson(plain, layoutMap(plain)));
  assert.deepEqual([version, stack, more], [1, 'all', {}]);
  for (const node of nodes) assert.deepEqual(Object.keys(node), ['id', 'kind', 'label', 'parent', 'box', 'findings']);
  for (const edge of edges)
    assert.deepEqual(Object.keys(edge), ['id', 'kind', 'from', 'to', 'label', 'verdict', 'evidence']);
  for (const list of [nodes, edges]) {
    const ids = list.map(({ id }: { id: string }) => id);
    assert.deepEqual(ids, [...ids].sort());
  }
  const namespace = nodes.find(({ kind }: { kind: string }) => kind === 'namespace');
  assert.equal(namespace.parent, null);
  assert.deepEqual(Object.keys(namespace.box), ['x', 'y', 'width', 'height']);
  const selects = edges.find(({ kind }: { kind: string }) => kind === 'selects');
  assert.equal(selects.evidence[0].file, 'a.yaml');
});

suite('Mermaid', () => {
  // The grammar of a flowchart in so far as it is used: every line is one of these, and quoted text holds no more than
  // letters, a few signs and numeric entities, which neither Mermaid nor Markdown nor HTML gives a meaning.
  const quoted = String.raw`"(?:[\p{L}\p{N} .,:/→×·=+✗?-]|#\d+;|<br>)*"`;
  const shapes = [`\\[${quoted}\\]`, `\\(\\[${quoted}\\]\\)`, `\\(\\(${quoted}\\)\\)`, `\\{\\{${quoted}\\}\\}`];
  const line = new RegExp(
    `^(?:flowchart LR|  subgraph n\\d+\\[${quoted}\\]|  end| +n\\d+(?:${shapes.join('|')})|  n\\d+ (?:-->|-\\.-x)(?:\\|${quoted}\\|)? n\\d+)$`,
    'u',
  );

  test('every line is one that a flowchart has, whatever the labels hold', () => {
    const worlds = Array.from({ length: 40 }, (_, seed) => mapOf(shuffledFiles(randomDocuments(seed), seed)));
    for (const text of [model, ...worlds].map(toMermaid))
      for (const each of text.trimEnd().split('\n')) assert.match(each, line);
  });

  test('lines carry port and target port, and broken ones a cross', () => {
    const text = toMermaid(
      mapOf({
        'a.yaml':
          deployment('web', '[{ name: http, containerPort: 8080 }]') +
          service('web', '{ selector: { app: web }, ports: [{ port: 80, targetPort: http }] }') +
          service('typo', '{ selector: { app: web }, ports: [{ port: 81, targetPort: htpp }] }'),
      }),
    );
    assert.match(text, /-->\|"80 → http"\|/);
    assert.match(text, /-\.-x\|"✗ 81 → htpp"\|/);
  });
});

suite('DOT', () => {
  test('every string is closed where it ends, whatever the labels hold', () => {
    const statement =
      /^(?:digraph network \{| {2}rankdir=LR;| {2}node \[shape=box, style=rounded\];| {2}subgraph cluster_\d+ \{| {4}label=@;| {4}@ \[label=@\];| {2}@ \[label=@, style=dashed\];| {2}@ -> @(?: \[(?:label=@|style=dashed|color=red)(?:, (?:style=dashed|color=red))*\])?;| {2}\}|\})$/;
    for (const line of [model, plain].flatMap((each) => toDot(each).trimEnd().split('\n')))
      assert.match(line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '@'), statement, line);
  });

  test('an ampersand is no entity, and the lines of a label are the only escapes', () => {
    const labels = [...toDot(model).matchAll(/label="((?:[^"\\]|\\.)*)"/g)].map(([, label = '']) => label);
    for (const label of labels) {
      assert.doesNotMatch(label, /&(?!amp;)/);
      assert.doesNotMatch(label.replaceAll('\\\\', ''), /\\[^n"]/);
    }
  });
});

test('a page that stands alone runs its own script only, and no text of a manifest ends a block', () => {
  const html = toHtml({
    ...{ title: hostile, script: 'run()', scriptHash: 'sha256-a', style: 'p{}', styleHash: 'sha256-b' },
    model,
  });
  assert.equal(html.match(/<script/g)?.length, 2);
  assert.equal(html.match(/<\/script/g)?.length, 2);
  assert.match(html, /default-src 'none'; script-src 'sha256-a'; style-src 'sha256-b'/);
  const [, data = ''] = /id="portolan-model">([^<]*)</.exec(html) ?? [];
  assert.deepEqual(JSON.parse(data), JSON.parse(JSON.stringify(model)));
});
