import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { indexModel } from '../../../src/core/map/index-model.ts';
import { layoutMap } from '../../../src/core/map/layout.ts';
import type { Box, MapLayout } from '../../../src/core/map/model.ts';
import type { WireModel } from '../../../src/core/map/wire.ts';
import { deployment, mapOf, service } from './maps.ts';
import { randomDocuments, shuffledFiles } from './random-world.ts';

const seeds = Array.from({ length: 250 }, (_, seed) => seed);

/** Rules that the map itself looks at. */
const codes = ['KN202', 'KN203'];

/** What must not depend on the order of files: all but the places in them. */
function withoutPlaces({ nodes, edges }: WireModel) {
  return {
    nodes: nodes.map(({ shield, ...node }) => ({ ...node, shield: shield?.words, place: undefined })),
    edges: edges.map((edge) => ({ ...edge, evidence: [] })),
  };
}

function plain({ boxes, routes, slots, bounds }: MapLayout) {
  const sorted = <T>(map: ReadonlyMap<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return { boxes: sorted(boxes), routes: sorted(routes), slots: sorted(slots), bounds };
}

function boxOf({ boxes }: MapLayout, id: string): Box {
  const box = boxes.get(id);
  assert.ok(box !== undefined, `${id} has a place`);
  return box;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function inside(inner: Box, outer: Box): boolean {
  const right = inner.x + inner.width <= outer.x + outer.width;
  return inner.x >= outer.x && inner.y >= outer.y && right && inner.y + inner.height <= outer.y + outer.height;
}

/** The stretches of a way as thin boxes; corners count as if they were not round. */
function stretchesOf(d: string): readonly Box[] {
  const points = d.split(' ').map((part) =>
    part
      .replace(/^[MLC]/, '')
      .split(',')
      .map(Number),
  );
  return points.slice(1).map(([x = 0, y = 0], index) => {
    const [fromX = 0, fromY = 0] = points[index] ?? [];
    return {
      x: Math.min(x, fromX),
      y: Math.min(y, fromY),
      width: Math.abs(x - fromX) + 0.01,
      height: Math.abs(y - fromY) + 0.01,
    };
  });
}

suite('layouts of random worlds', () => {
  const worlds = seeds.map((seed) => {
    const documents = randomDocuments(seed);
    const model = mapOf(shuffledFiles(documents, seed), codes);
    return { seed, documents, model, index: indexModel(model), layout: layoutMap(model) };
  });

  test('no boxes overlap, and children lie in their parents', () => {
    for (const { seed, model, index, layout } of worlds) {
      for (const group of [index.roots, ...model.nodes.map(({ id }) => index.children(id))])
        for (const [position, a] of group.entries())
          for (const b of group.slice(position + 1))
            assert.ok(!overlap(boxOf(layout, a.id), boxOf(layout, b.id)), `${seed}: ${a.id} and ${b.id} lie apart`);
      for (const { id, parent } of model.nodes) {
        const outer = parent === undefined ? layout.bounds : boxOf(layout, parent);
        assert.ok(inside(boxOf(layout, id), outer), `${seed}: ${id} in ${parent}`);
      }
    }
  });

  test('lines go around the cards that they have nothing to do with', () => {
    for (const { seed, model, index, layout } of worlds) {
      const cards = model.nodes.filter(({ kind }) => kind === 'service' || kind === 'workload' || kind === 'entry');
      for (const { id, kind, from, to } of model.edges) {
        const d = layout.routes.get(id);
        if (kind === 'routes') assert.ok(d !== undefined, `${seed}: ${id} has a way`);
        const own = [index.cardOf(from)?.id, index.cardOf(to)?.id];
        for (const stretch of stretchesOf(d ?? ''))
          for (const card of cards)
            assert.ok(
              own.includes(card.id) || !overlap(stretch, boxOf(layout, card.id)),
              `${seed}: ${id} goes around ${card.id}`,
            );
      }
    }
  });

  test('what containers of one pod say to each other stays inside its card', () => {
    let seen = 0;
    for (const { seed, model, index, layout } of worlds)
      for (const { id, kind, to } of model.edges) {
        if (kind !== 'localhost') continue;
        const card = boxOf(layout, index.cardOf(to)?.id ?? '');
        for (const stretch of stretchesOf(layout.routes.get(id) ?? ''))
          assert.ok(inside(stretch, card), `${seed}: ${id} stays in ${index.cardOf(to)?.id}`);
        seen += Number(index.byId.get(to)?.kind === 'containerPort');
      }
    assert.ok(seen > 0, 'some container calls another one');
  });

  test('the picture is the same whatever order files and documents have', () => {
    for (const { seed, documents, model, layout } of worlds) {
      const other = mapOf(shuffledFiles(documents, seed + 1000), codes);
      assert.deepEqual(withoutPlaces(other), withoutPlaces(model), `${seed}`);
      assert.deepEqual(plain(layoutMap(other)), plain(layout), `${seed}`);
    }
  });

  test('a map that did not change does not move', () => {
    for (const { seed, model, layout } of worlds)
      assert.deepEqual(plain(layoutMap(model, layout)), plain(layout), `${seed}`);
  });
});

suite('a layout near the previous one', () => {
  const selecting = service('web', '{ selector: { app: web }, ports: [{ port: 80 }] }');
  const two = (ports: string, more = '', other = '') =>
    mapOf({
      'a.yaml': deployment('web', ports) + selecting + more,
      'b.yaml': (deployment('db', '[]') + other).replaceAll('namespace: shop', 'namespace: data'),
    });
  const before = layoutMap(two('[]'));
  const sameElsewhere = (after: MapLayout, ids: readonly string[]) => {
    for (const id of ids) assert.deepEqual(after.boxes.get(id), before.boxes.get(id), id);
  };
  const ofData = ['Namespace/data', 'Deployment/data/db', 'Deployment/data/db/main'];

  const many = Array.from({ length: 12 }, (_, index) => deployment(`more-${index}`, '[]')).join('');

  test('nothing outside the namespace that changed moves', () => {
    const after = layoutMap(two('[{ containerPort: 80 }]'), before);
    assert.notDeepEqual(after.boxes.get('Deployment/shop/web'), before.boxes.get('Deployment/shop/web'));
    sameElsewhere(after, ofData);
    // Laid out afresh, `shop` would move to where `data` ended.
    const large = layoutMap(two('[]', '', many));
    const small = layoutMap(two('[]'), large);
    assert.notDeepEqual(before.boxes.get('Namespace/shop'), large.boxes.get('Namespace/shop'));
    assert.deepEqual(small.boxes.get('Namespace/shop'), large.boxes.get('Namespace/shop'));
  });

  test('a namespace that outgrows its slot grows where nothing stands in its way, and else all are placed anew', () => {
    // `shop` is the last of its row, `data` is not.
    sameElsewhere(layoutMap(two('[]', many), before), ofData);
    const after = layoutMap(two('[]', '', many), before);
    assert.ok(!overlap(boxOf(after, 'Namespace/data'), boxOf(after, 'Namespace/shop')));
  });

  test('a namespace that is new goes where nothing was', () => {
    const other = deployment('db', '[]').replaceAll('namespace: shop', 'namespace: new');
    const after = layoutMap(two('[]', other), before);
    for (const id of before.boxes.keys()) assert.deepEqual(after.boxes.get(id), before.boxes.get(id), id);
    for (const known of ['Namespace/shop', 'Namespace/data'])
      assert.ok(!overlap(boxOf(after, 'Namespace/new'), boxOf(after, known)));
  });

  test('a host outside that is new does not cover one that was there', () => {
    const host = (name: string) => service(name, `{ type: ExternalName, externalName: ${name}.example }`);
    const old = layoutMap(two('[]', host('zeta')));
    const after = layoutMap(two('[]', host('alpha') + host('zeta')), old);
    assert.deepEqual(after.boxes.get('External/zeta.example'), old.boxes.get('External/zeta.example'));
    assert.ok(!overlap(boxOf(after, 'External/alpha.example'), boxOf(after, 'External/zeta.example')));
  });
});
