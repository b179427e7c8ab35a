import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { inReadingOrder } from '../../src/webview/list.ts';
import {
  describeNode,
  detailAt,
  isDrawnAt,
  makeScene,
  middleOf,
  neighbour,
  nodeAtLine,
  type Scene,
  search,
} from '../../src/webview/scene.ts';
import { deployment, mapOf, nodeOf, service } from '../core/map/maps.ts';

const text =
  deployment('web', '[{ name: http, containerPort: 8080 }]') +
  service('web', '{ type: NodePort, selector: { app: web }, ports: [{ port: 80, targetPort: htpp }] }');
const model = mapOf({ 'a.yaml': text });
const scene = makeScene(model, undefined);

test('a node says in words what it is, why it does not work and how many findings it has', () => {
  assert.equal(describeNode(nodeOf(model, 'Service/shop/web/80/TCP')), 'port 80 to htpp, no port named htpp, 1 error');
  assert.equal(describeNode(nodeOf(model, 'Deployment/shop/web')), 'Deployment web');
});

test('the cursor is at the innermost thing that begins on its line or before', () => {
  const lineOf = (part: string) => text.slice(0, text.indexOf(part)).split('\n').length - 1;
  assert.equal(nodeAtLine(scene, 'a.yaml', lineOf('targetPort'))?.id, 'Service/shop/web/80/TCP');
  assert.equal(nodeAtLine(scene, 'a.yaml', lineOf('matchLabels'))?.id, 'Deployment/shop/web');
  assert.equal(nodeAtLine(scene, 'b.yaml', 3), undefined);
});

test('a search finds names, ports, labels and findings, in any case', () => {
  const found = (words: string) => search(scene, words).map(({ id }) => id);
  assert.deepEqual(found(' HTTP 8080'), ['Deployment/shop/web/main/8080/TCP']);
  assert.ok(found('app=web').includes('Deployment/shop/web'));
  assert.deepEqual(found('kn210'), ['Service/shop/web', 'Service/shop/web/80/TCP']);
  assert.deepEqual(found('  '), []);
  assert.deepEqual(found('<script>'), []);
});

suite('moving with the arrow keys', () => {
  test('each key leads to something in its direction, and everything can be reached', () => {
    const all = model.nodes.filter(({ kind }) => kind !== 'namespace' && kind !== 'container').map(({ id }) => id);
    const at = (id: string) => middleOf(scene.layout.boxes.get(id) ?? { x: 0, y: 0, width: 0, height: 0 });
    const reached = new Set<string>();
    const open = [neighbour(scene, undefined, 'ArrowDown') ?? ''];
    for (const id of open) {
      if (reached.has(id)) continue;
      reached.add(id);
      for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) {
        const next = neighbour(scene, id, key);
        if (next === undefined) continue;
        const [from, to] = [at(id), at(next)];
        const ahead = {
          ArrowUp: from.y - to.y,
          ArrowDown: to.y - from.y,
          ArrowLeft: from.x - to.x,
          ArrowRight: to.x - from.x,
        };
        assert.ok((ahead[key as keyof typeof ahead] ?? 0) > 0, `${key} from ${id} to ${next}`);
        open.push(next);
      }
    }
    assert.deepEqual([...reached].sort(), all);
  });
});

suite('how much is drawn', () => {
  test('from namespaces far out over cards to everything near', () => {
    const details = [0.1, 0.3, 1].map((zoom) => detailAt(zoom, model.nodes));
    assert.deepEqual(details, ['far', 'middle', 'near']);
    const drawn = details.map((detail) => model.nodes.filter(({ kind }) => isDrawnAt(kind, detail)).length);
    assert.ok((drawn[0] ?? 0) < (drawn[1] ?? 0) && (drawn[1] ?? 0) < (drawn[2] ?? 0));
    assert.equal(drawn[2], model.nodes.length);
  });

  test('what would be too much is drawn with less detail', () => {
    const many = Array.from({ length: 100 }, () => model.nodes).flat();
    assert.equal(detailAt(1, many.slice(0, 300)), 'middle');
    assert.equal(detailAt(0.3, many), 'far');
  });
});

test('a new map of the same stack stays where it was, one of another stack starts afresh', () => {
  const data = deployment('db', '[]').replaceAll('namespace: shop', 'namespace: data');
  const both = { 'a.yaml': text, 'b.yaml': data };
  const first = makeScene(mapOf(both), undefined);
  const place = (map: Scene) => map.layout.boxes.get('Namespace/shop');
  const later = makeScene(mapOf({ 'a.yaml': text }), first);
  assert.deepEqual(place(later), place(first));
  const other = makeScene({ ...mapOf({ 'a.yaml': text }), stack: 'other' }, first);
  assert.deepEqual(place(other), place(scene));
});

test('lines between namespaces and the outside are summed up with the worst of them', () => {
  const { summary } = scene;
  assert.deepEqual(
    summary.map(({ from, to, count, verdict }) => ({ from, to, count, verdict })),
    [{ from: 'Internet', to: 'Namespace/shop', count: 1, verdict: 'broken' }],
  );
});

test('the list reads from outside to inside', () => {
  assert.deepEqual(
    inReadingOrder(scene.index.roots).map(({ id }) => id),
    ['Internet', 'Namespace/shop'],
  );
  assert.deepEqual(
    inReadingOrder(scene.index.children('Namespace/shop')).map(({ id }) => id),
    ['Service/shop/web', 'Deployment/shop/web'],
  );
});
