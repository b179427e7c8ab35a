import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CallContext } from '../../../../src/core/render/functions/function.ts';
import { helmFunctions } from '../../../../src/core/render/functions/table.ts';
import { Text } from '../../../../src/core/render/origin/text.ts';
import { newBudget, RenderError } from '../../../../src/core/render/problem.ts';
import { bare, Dict, type Item, List, type Value } from '../../../../src/core/render/value.ts';

function context(): CallContext {
  return {
    budget: newBudget(),
    at: { file: 'template.yaml', start: 0, end: 0 },
    include: () => Text.of(''),
    evaluate: () => Text.of(''),
    lacks: () => bare(null),
    changes: () => undefined,
  };
}

function call(own: CallContext, name: string, ...args: readonly Value[]): Item {
  const fn = helmFunctions.get(name);
  assert.ok(fn !== undefined);
  return fn.call(args.map(bare), own);
}

/** Lists that hold the same list twice, forty times inside of each other: 2^40 values. */
function doubled(innermost: Value): List {
  let list = new List([bare(innermost)]);
  for (let i = 0; i < 40; i++) list = new List([bare(list), bare(list)]);
  return list;
}

/** The same of maps. */
function doubledMaps(): Dict {
  let dict = new Dict();
  for (let i = 0; i < 40; i++) {
    const around = new Dict();
    for (const key of ['a', 'b']) around.set(key, bare(dict));
    dict = around;
  }
  return dict;
}

function inItself(): Dict {
  const dict = new Dict();
  dict.set('self', bare(dict));
  return dict;
}

suite('hostile calls', () => {
  const long = 'a'.repeat(1_000_000);
  const cases: Readonly<Record<string, () => unknown>> = {
    'a text repeated': () => call(context(), 'repeat', 1_000_000_000n, 'text'),
    'a long list of numbers': () => call(context(), 'until', 30_000_000n),
    'numbers in a text': () => call(context(), 'seq', 900_000_000n),
    'an indentation without end': () => call(context(), 'indent', 1_000_000_000n, 'a'),
    'many lines indented far': () => call(context(), 'indent', 1_000_000n, '\n'.repeat(100_000)),
    'every character replaced by a long text': () => call(context(), 'replace', 'a', long, long),
    'a long text looked for in a long text': () => call(context(), 'contains', `b${long}`, long.repeat(30)),
    'a text doubled again and again': () => {
      const own = context();
      let text: Value = 'double';
      for (let i = 0; i < 64; i++) text = call(own, 'cat', text, text).value;
    },
    'lists that share each other, printed': () => call(context(), 'toString', doubled('x')),
    'lists that share each other, as JSON': () => call(context(), 'mustToJson', doubled('x')),
    'lists that share each other, as YAML': () => call(context(), 'mustToYaml', doubled('x')),
    'lists that share each other, as TOML': () => call(context(), 'mustToToml', doubled('x')),
    'maps that share each other, as TOML': () => call(context(), 'mustToToml', doubledMaps()),
    'lists that share each other, copied': () => call(context(), 'deepCopy', doubled('x')),
    'lists that share each other, compared': () => call(context(), 'deepEqual', doubled('x'), doubled('y')),
    'a long list without repetitions': () =>
      call(context(), 'uniq', new List(Array.from({ length: 200_000 }, (_, i) => bare(`${i}`)))),
    'a map in itself, printed': () => call(context(), 'toString', inItself()),
    'a map in itself, as JSON': () => call(context(), 'mustToJson', inItself()),
    'a map in itself, as TOML': () => call(context(), 'mustToToml', inItself()),
    'a map in itself, copied': () => call(context(), 'deepCopy', inItself()),
    'maps in themselves, compared': () => call(context(), 'deepEqual', inItself(), inItself()),
    'maps in themselves, merged': () => call(context(), 'merge', inItself(), inItself()),
    'an expression that looks at the rest for every match': () => call(context(), 'regexFindAll', 'a*b|a', long, -1n),
    'an expression of many copies': () => call(context(), 'regexMatch', '((a{100}){100}){100}', long),
    'JSON that is nested without end': () => call(context(), 'mustFromJson', '['.repeat(100_000)),
    'a long text in lines of one letter': () => call(context(), 'wrap', 1n, 'é '.repeat(500_000)),
    'TOML of many tables': () =>
      call(context(), 'fromToml', Array.from({ length: 100_000 }, (_, i) => `[t${i}]`).join('\n')),
    'TOML that is nested without end': () => call(context(), 'fromToml', `a = ${'['.repeat(100_000)}`),
  };
  for (const [name, run] of Object.entries(cases))
    test(name, () => {
      const start = process.cpuUsage();
      try {
        run();
      } catch (error) {
        assert.ok(error instanceof RenderError, String(error));
      }
      const { user } = process.cpuUsage(start);
      assert.ok(user < 5_000_000, `${user / 1e6} s`);
    });

  test('an expression that backtracks elsewhere is matched in linear time', () => {
    assert.equal(call(context(), 'regexMatch', '^(a+)+$', `${'a'.repeat(50_000)}b`).value, false);
  });

  test('only what stands in the table can be called', () => {
    for (const name of ['constructor', '__proto__', 'toString ', 'env', 'expandenv', 'hasOwnProperty'])
      assert.equal(helmFunctions.get(name), undefined);
  });
});
