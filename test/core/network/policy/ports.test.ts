import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  allPorts,
  hasPort,
  intersect,
  noPorts,
  type PortSet,
  portRange,
  protocols,
  rangesOf,
  subtract,
  unite,
} from '../../../../src/core/network/policy/ports.ts';
import { Random } from '../../../support/random.ts';

test('operations on sets of ports are those on their members', () => {
  const random = new Random(3);
  const near = () => 1 + random.below(24);
  const make = (): PortSet =>
    Array.from({ length: random.below(4) }).reduce<PortSet>(
      (set) => unite(set, portRange(random.pick(protocols), near(), near())),
      noPorts,
    );
  const members = (set: PortSet) =>
    protocols.flatMap((protocol) =>
      Array.from({ length: 27 }, (_, port) => port).flatMap((port) =>
        hasPort(set, protocol, port) ? [`${protocol} ${port}`] : [],
      ),
    );
  for (let round = 0; round < 500; round++) {
    const [a, b] = [make(), make()];
    const [inA, inB] = [members(a), members(b)];
    const or = unite(a, b);
    assert.deepEqual(new Set(members(or)), new Set([...inA, ...inB]));
    assert.deepEqual(
      members(intersect(a, b)),
      inA.filter((port) => inB.includes(port)),
    );
    assert.deepEqual(
      members(subtract(a, b)),
      inA.filter((port) => !inB.includes(port)),
    );
    // Equal sets are written the same, so that they can be told by their text.
    assert.deepEqual(unite(b, a), or);
    assert.deepEqual(unite(subtract(or, b), b), or);
  }
});

test('all ports are 1 to 65535 of each protocol', () => {
  assert.deepEqual(
    rangesOf(allPorts),
    protocols.map((protocol) => ({ protocol, first: 1, last: 65535 })),
  );
  assert.deepEqual(subtract(allPorts, allPorts), noPorts);
  assert.deepEqual(portRange('TCP', 0, 70000), portRange('TCP', 1, 65535));
});
