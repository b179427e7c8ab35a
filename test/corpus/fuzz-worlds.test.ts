import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { hover } from '../../src/core/language/hover.ts';
import { shownText } from '../../src/core/language/hover-line.ts';
import { pathContext } from '../../src/core/language/path-context.ts';
import { type PlaceChoice, placeChoices } from '../../src/core/language/places.ts';
import { reachLines } from '../../src/core/language/reach-text.ts';
import { type TraceAnswer, Tracer } from '../../src/core/language/trace.ts';
import { Workspace } from '../../src/core/language/workspace.ts';
import { buildMap } from '../../src/core/map/build.ts';
import { waysInto, waysIntoService } from '../../src/core/network/exposure.ts';
import { reachability } from '../../src/core/network/reach.ts';
import { allRules } from '../../src/core/rules/all.ts';
import type { World } from '../../src/core/world/world.ts';
import { chance, Random } from '../support/random.ts';
import { roundsOf } from '../support/rounds.ts';
import { arbitraryObject, hosts, names, namespaces, slots } from './fuzz-worlds-objects.ts';

/** All of them take about a minute, so a run at the desk takes a few. */
const { rounds: worlds, seed } = roundsOf({ rounds: process.env.CI === 'true' ? 100_000 : 2000, seed: 4 }, 100_000);

/** Each round writes one file of a workspace anew, which makes another world of it; after so many it begins with new ones. */
const roundsEach = 100;

/** Answers as an editor shows them. */
const asShown = { show: (file: string) => file, clean: shownText, quote: true };

suite('worlds of hostile objects', () => {
  test(`${worlds} of them are judged, drawn, hovered and asked about without a failure`, () => {
    const random = new Random(seed);
    for (let round = 0; round < worlds; ) {
      const workspace = new Workspace({ rules: allRules });
      const files = new Map<string, string>();
      for (let slot = 0; slot < slots.length; slot++) files.set(`${slot}.yaml`, textOf(slot, random));
      workspace.update([...files].map(([path, text]) => ({ path, text })));
      for (let times = 0; times < roundsEach && round < worlds; times++, round++) {
        const slot = random.below(slots.length);
        const path = `${slot}.yaml`;
        const text = textOf(slot, random);
        files.set(path, text);
        check(
          workspace,
          path,
          text,
          random,
          () => `seed ${seed}, world ${round}: ${JSON.stringify([...files.values()])}`,
        );
      }
    }
  });
});

function textOf(slot: number, random: Random): string {
  return JSON.stringify(arbitraryObject(slots[slot] ?? [], random));
}

/** Writes a file of a workspace and does with the world that this makes all that people can ask for. */
function check(workspace: Workspace, path: string, text: string, random: Random, where: () => string): void {
  // A clock, as for damaged manifests: that nothing hangs is what this is about.
  const begin = performance.now();
  try {
    const { snapshot } = workspace.update([{ path, text }]);
    assert.deepEqual(snapshot.failures, []);
    for (const { location } of snapshot.allFindings()) assert.ok(location.end <= location.document.text.length);
    const { line, character } = snapshot.lines(path).position(random.below(text.length + 1));
    hover(snapshot, path, { line, character });
    const tracer = new Tracer(snapshot);
    const { choices } = placeChoices(snapshot, undefined, undefined);
    const place = () => placeIn(choices, random);
    isAnswer(
      tracer.ask({
        from: place(),
        to: place(),
        ...random.pick([{}, { port: 80 }, { port: 'http' }]),
      }),
    );
    isAnswer(tracer.ask({ from: 'internet', to: `http://${random.pick(hosts)}/a` }));
    reachLines(snapshot, { place: place(), direction: random.pick(['to', 'from']) }, asShown);
    const world = random.pick(snapshot.worlds);
    askAll(world, random);
    buildMap(pathContext(snapshot, world), snapshot.allFindings());
  } catch (error) {
    throw new Error(where(), { cause: error });
  }
  const milliseconds = performance.now() - begin;
  assert.ok(milliseconds < 1000, `${milliseconds} ms: ${where()}`);
}

/** Mostly something that is there, else one of the other forms that places have. */
function placeIn(choices: readonly PlaceChoice[], random: Random): string {
  if (choices.length > 0 && chance(random, 70)) return random.pick(choices).place;
  const name = random.pick(names);
  const namespace = random.pick(namespaces);
  return random.pick([
    `${namespace}/${name}`,
    `service:${namespace}/${name}`,
    `namespace:${namespace}`,
    `http://${name}.${namespace}.svc.cluster.local:8080/`,
    name,
    'localhost',
    'github.com',
    '10.0.1.7',
    '2001:db8::7',
  ]);
}

/** An answer says how it ends and, unless all is well, why; so does each of its hops. */
function isAnswer({ verdict, reason, hops }: TraceAnswer): void {
  assert.match(verdict, /^(ok|degraded|broken|unknown)$/);
  assert.notEqual(reason, '');
  for (const hop of hops)
    assert.ok(['ok', 'not-reached'].includes(hop.verdict) || hop.reason !== '', `${hop.kind} of ${verdict}`);
}

/** Who reaches whom, and the ways in to everything. */
function askAll(world: World, random: Random): void {
  const reach = reachability(world);
  const ends = reach.classes.length + reach.regions.length;
  if (ends > 0) {
    const { allowed, unknown } = reach.connection(random.below(ends), random.below(ends));
    assert.ok(allowed !== undefined && unknown !== undefined);
  }
  const ways = [
    ...world.all('service').flatMap((service) => world.derive(waysIntoService, service)),
    ...world.all('podMaker').flatMap((maker) => waysInto(world, maker)),
  ];
  for (const { verdict, reason } of ways) {
    assert.match(verdict, /^(ok|unknown|broken)$/);
    assert.notEqual(reason, '');
  }
}
