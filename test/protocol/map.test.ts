import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { exportFormats, isToHost, isToWebview } from '../../src/protocol/map.ts';
import { mapOf } from '../core/map/maps.ts';
import { randomDocuments, shuffledFiles } from '../core/map/random-world.ts';

/** A message as it arrives: what JSON leaves of it. */
function sent(message: unknown): unknown {
  return JSON.parse(JSON.stringify(message));
}

const range = { start: { line: 0, character: 2 }, end: { line: 0, character: 5 } };
const place = { file: 'a.yaml', range };
const node = {
  ...{ id: 'Service/shop/web', kind: 'service', label: 'web', detail: 'ClusterIP', parent: 'Namespace/shop', order: 0 },
  ...{ explanation: ['selects app=web'], findings: [{ code: 'KN203', severity: 'error', message: 'm' }], place },
  ...{ verdict: 'broken', reason: 'no pod', docks: ['Deployment/shop/web'], used: true, several: false },
  shield: { words: 'Ingress isolated by deny-all', evidence: [place] },
};
const edge = {
  ...{ id: 'selects:a>b', kind: 'selects', from: 'a', to: 'b', label: '80 → http', verdict: 'ok', evidence: [place] },
  reason: 'a policy lets it in',
};
const map = {
  ...{ type: 'map', version: 1, stack: '.', stacks: ['.'] },
  model: { stack: '.', nodes: [node], edges: [edge] },
};

/** Every way to give one field another value. */
function variants(
  good: Readonly<Record<string, unknown>>,
  bad: Readonly<Record<string, readonly unknown[]>>,
): readonly unknown[] {
  return Object.entries(bad).flatMap(([key, values]) => values.map((value) => ({ ...good, [key]: value })));
}

suite('what the host sends to the picture', () => {
  test('maps of all worlds arrive', () => {
    for (let seed = 0; seed < 20; seed++) {
      const model = mapOf(shuffledFiles(randomDocuments(seed), seed));
      assert.ok(isToWebview(sent({ type: 'map', version: 1, model, stack: model.stack, stacks: [model.stack] })));
    }
  });

  test('the other messages arrive', () => {
    for (const message of [map, { type: 'empty', message: 'nothing' }, { type: 'focus', file: 'a.yaml', line: 3 }])
      assert.ok(isToWebview(sent(message)));
  });

  const refused: Readonly<Record<string, readonly unknown[]>> = {
    'what is no message': [undefined, null, 'map', 1, [], {}, { type: 'other' }, { type: 'toString' }],
    'another version, or none': variants(map, { version: [2, '1', undefined] }),
    'a map that lacks something': variants(map, {
      stack: [undefined, 1],
      stacks: ['.', [1], undefined],
      model: [null, {}, []],
    }),
    'a message without its text': variants({ type: 'empty', message: 'm' }, { message: [undefined, 1, ['m']] }),
    'a cursor that is nowhere': variants(
      { type: 'focus', file: 'a.yaml', line: 0 },
      { file: [undefined, 1], line: [undefined, -1, 1.5, '1'] },
    ),
    'a node that is not as it should be': variants(node, {
      ...{
        id: [undefined, 1],
        kind: ['thing', 'toString', undefined],
        label: [null],
        detail: [undefined],
        parent: [1, null],
      },
      ...{ order: ['0', -1, undefined], explanation: ['text', [1], undefined], findings: [[{}], undefined] },
      ...{ place: [{ file: 'a' }, { ...place, range: { start: { line: -1, character: 0 }, end: range.end } }] },
      ...{ verdict: ['fine', undefined], reason: [1], docks: ['a', [1]], used: ['yes'], several: [1] },
      shield: ['deny-all', { words: 1, evidence: [] }, { words: 'w' }, { words: 'w', evidence: [null] }],
    }).map((bad) => ({ ...map, model: { ...map.model, nodes: [bad] } })),
    'a line that is not as it should be': variants(edge, {
      ...{ id: [undefined], kind: ['calls-nobody-knows', undefined], from: [1], to: [undefined], label: [undefined] },
      ...{ verdict: ['fine', undefined], evidence: [undefined, [null], place], reason: [1, null] },
    }).map((bad) => ({ ...map, model: { ...map.model, edges: [bad] } })),
  };
  for (const [what, messages] of Object.entries(refused))
    test(`${what} is refused`, () => {
      for (const message of messages) assert.equal(isToWebview(message), false, JSON.stringify(message));
    });
});

suite('what the picture tells its host', () => {
  const open = { type: 'open', file: 'file:///a.yaml', range };
  const chosen = { type: 'export', format: 'svg', content: '<svg/>' };

  test('everything that it may say arrives', () => {
    for (const message of [{ type: 'ready' }, open, { type: 'stack', name: 'prod' }])
      assert.ok(isToHost(sent(message)));
    for (const format of exportFormats) assert.ok(isToHost({ ...chosen, format }));
  });

  test('everything else is refused', () => {
    const messages = [
      ...[
        undefined,
        null,
        'ready',
        [],
        {},
        { type: 'run', command: 'x' },
        { type: 'stack' },
        { type: 'stack', name: 1 },
      ],
      ...variants(open, {
        file: [undefined, 7],
        range: [undefined, {}, { start: range.start }, { start: { line: '1', character: 0 }, end: range.end }],
      }),
      ...variants(chosen, { format: ['exe', 'toString', undefined], content: [undefined, 1, {}] }),
    ];
    for (const message of messages) assert.equal(isToHost(message), false, JSON.stringify(message));
  });
});
