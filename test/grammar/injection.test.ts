import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { before, test } from 'node:test';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';

const require = createRequire(import.meta.url);
const injection = new URL('../../syntaxes/portolan.tmLanguage.json', import.meta.url);

/** As much of a YAML grammar as the injection meets: comments, keys, values. */
const yaml = {
  scopeName: 'source.yaml',
  patterns: [
    { match: '#.*$', name: 'comment.line.number-sign.yaml' },
    { match: '^\\s*(?:- )?([A-Za-z_]+)(:)', captures: { 1: { name: 'entity.name.tag.yaml' } } },
    { begin: '"', end: '"', name: 'string.quoted.double.yaml' },
    { match: '-\\s', name: 'punctuation.definition.block.sequence.item.yaml' },
    { begin: '(?=[^\\s#])', end: '$|(?=\\s+#)', name: 'string.unquoted.plain.out.yaml' },
  ],
};

let grammar: IGrammar;

before(async () => {
  const wasm = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) =>
      scope === 'source.yaml'
        ? textmate.parseRawGrammar(JSON.stringify(yaml), 'yaml.json')
        : textmate.parseRawGrammar(readFileSync(injection, 'utf8'), 'portolan.json'),
    getInjections: (scope) => (scope === 'source.yaml' ? ['portolan.injection'] : undefined),
  });
  const loaded = await registry.loadGrammar('source.yaml');
  assert.ok(loaded);
  grammar = loaded;
});

/** The text that has a scope on a line. */
function withScope(line: string, scope: string): readonly string[] {
  const { tokens } = grammar.tokenizeLine(line, textmate.INITIAL);
  return tokens
    .filter(({ scopes }) => scopes.some((each) => each.startsWith(scope)))
    .map(({ startIndex, endIndex }) => line.slice(startIndex, endIndex));
}

test('the parts of a Service name with zone and port are told apart inside a value', () => {
  const line = '  value: http://catalog.shop.svc.cluster.local:8080/items';
  assert.deepEqual(withScope(line, 'entity.name.type.service.portolan'), ['catalog']);
  assert.deepEqual(withScope(line, 'entity.name.namespace.portolan'), ['shop']);
  assert.deepEqual(withScope(line, 'keyword.other.svc.portolan'), ['svc']);
  assert.deepEqual(withScope(line, 'entity.other.zone.portolan'), ['cluster.local']);
  assert.deepEqual(withScope(line, 'constant.numeric.port.portolan'), ['8080']);
});

test('a name of a single pod keeps pod and Service together, and quotes change nothing', () => {
  const line = '  - "queue-0.queue.shop.svc"';
  assert.deepEqual(withScope(line, 'entity.name.type.service.portolan'), ['queue-0.queue']);
  assert.deepEqual(withScope(line, 'entity.name.namespace.portolan'), ['shop']);
});

test('names that are none are left alone', () => {
  for (const line of ['  host: shop.example.com', '  value: my_svc.svc', '  note: the svc. of today', '  a: x.y.svcs'])
    assert.deepEqual(withScope(line, 'keyword.other.svc.portolan'), [], line);
});

test('a suppression comment shows its keyword and its codes', () => {
  const line = '    # portolan-ignore KN201, KN214: made by the operator';
  assert.deepEqual(withScope(line, 'keyword.control.suppression.portolan'), ['portolan-ignore']);
  assert.deepEqual(withScope(line, 'constant.other.rule.portolan').join('').trim(), 'KN201, KN214');
  assert.deepEqual(withScope('# portolan is a chart', 'keyword.control.suppression.portolan'), []);
});
