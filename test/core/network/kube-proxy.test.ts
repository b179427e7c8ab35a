import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  categorizeEndpoints,
  type ProxyChoice,
  type ProxyEndpoint,
  shares,
} from '../../../src/core/network/kube-proxy.ts';

interface Named extends ProxyEndpoint {
  readonly name: string;
}

function endpoint(name: string, node: string, more: Partial<ProxyEndpoint> = {}): Named {
  return { name, node, ready: true, serving: true, terminating: false, zones: [], nodes: [], ...more };
}

function shown(choice: ProxyChoice<Named> | undefined): string {
  if (choice === undefined) return '–';
  return choice.kind === 'pick' ? choice.endpoints.map(({ name }) => name).join() : choice.kind;
}

const a = endpoint('a', 'n1');
const b = endpoint('b', 'n2');
const leaving = { ready: false, serving: true, terminating: true };
const zoned = [endpoint('a', 'n1', { zones: ['z1'] }), endpoint('b', 'n2', { zones: ['z2'] })];
const nodes = (zone: string) => [
  endpoint('a', 'n1', { zones: ['z1'], nodes: ['n1'] }),
  endpoint('b', 'n2', { zones: [zone], nodes: ['n2'] }),
];

// networking-semantics §8.2: a is on n1, b on n2.
suite('what kube-proxy chooses', () => {
  const vectors: readonly (readonly [string, readonly Named[], string, string | undefined, string, string, string])[] =
    [
      ['any endpoint', [a, b], 'n3', undefined, 'ext', 'a,b', 'a,b'],
      ['internal Local without one here', [a, b], 'n3', undefined, 'itp ext', 'DROP', 'a,b'],
      ['external Local without one here', [a, b], 'n3', undefined, 'etp ext', 'a,b', 'DROP'],
      ['external Local with one here', [a, b], 'n1', undefined, 'etp ext', 'a,b', 'a'],
      ['no endpoints', [], 'n1', undefined, 'ext', 'REJECT', 'REJECT'],
      [
        'none ready or serving',
        [endpoint('a', 'n1', { ready: false, serving: false })],
        'n1',
        undefined,
        'ext',
        'REJECT',
        'REJECT',
      ],
      ['one that is leaving', [endpoint('a', 'n1', leaving)], 'n2', undefined, 'ext', 'a', 'a'],
      ['hints at this zone', zoned, 'n3', 'z1', '', 'a', '–'],
      ['a hint that one lacks', [endpoint('a', 'n1', { zones: ['z1'] }), b], 'n3', 'z1', '', 'a,b', '–'],
      ['hints at other zones', zoned, 'n4', 'z3', '', 'a,b', '–'],
      ['hints at this node', nodes('z2'), 'n1', 'z1', '', 'a', '–'],
      ['hints at other nodes of this zone', nodes('z1'), 'n3', 'z1', '', 'a,b', '–'],
      [
        'internal Local and one that is leaving elsewhere',
        [endpoint('a', 'n1', leaving)],
        'n2',
        undefined,
        'itp',
        'DROP',
        '–',
      ],
    ];
  for (const [what, endpoints, name, zone, flags, cluster, external] of vectors)
    test(what, () => {
      const service = {
        internalLocal: flags.includes('itp'),
        externalLocal: flags.includes('etp'),
        external: flags.includes('ext'),
      };
      const choices = categorizeEndpoints(service, endpoints, { name, zone });
      assert.deepEqual([shown(choices.cluster), shown(choices.external)], [cluster, external]);
    });

  test('every pod gets an equal share', () => {
    assert.deepEqual(shares([3, 1]), [0.75, 0.25]);
    assert.equal(shares([3, undefined]), undefined);
    assert.equal(shares([0]), undefined);
  });
});
