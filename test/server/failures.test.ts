import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeAction } from 'vscode-languageserver';
import { allRules } from '../../src/core/rules/all.ts';
import { defineRule, type Rule } from '../../src/core/rules/rule.ts';
import { deployment, service } from '../support/folder.ts';
import { has, hasNot, LspClient } from '../support/lsp-client.ts';
import { MemoryHost } from '../support/memory-host.ts';

const texts = { 'deploy.yaml': deployment('a', 'http'), 'service.yaml': service('a', 'a', 'none') };

/** A rule of a test about Services. */
function serviceRule(code: string, check: Rule<'service'>['check']): Rule {
  return defineRule({
    code,
    name: 'test-rule',
    severity: 'warning',
    summary: '',
    subjects: ['service'],
    reads: [],
    within: 'self',
    claim: 'contradiction',
    since: '0.1.0',
    fixable: true,
    sources: [],
    check,
  });
}

test('a rule that throws is named in the log once, and every other rule goes on', async (t) => {
  let times = 0;
  const broken = serviceRule('KN998', () => {
    times++;
    throw new Error(`for the ${times}th time`);
  });
  const host = new MemoryHost(texts, 0);
  const client = await LspClient.startInside(t, { host, rules: [broken, ...allRules] }, [host.uri]);
  const uri = host.file('service.yaml');
  await client.diagnostics(uri, has('KN210'));
  await client.open(uri, service('a', 'a', 'http'));
  await client.diagnostics(uri, hasNot('KN210'));
  await client.open(host.file('more.yaml'), service('b', 'a', 'none'));
  await client.diagnostics(host.file('more.yaml'), has('KN210'));
  assert.ok(times > 1);
  const lines = client.log.filter((line) => line.includes('KN998'));
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /^Rule KN998 failed; everything else goes on\. Error: for the 1th time\n/);
});

test('a feature that throws gives an empty answer and is named in the log once', async (t) => {
  const broken = serviceRule('KN998', ({ kindSpan }, _context, report) =>
    report({
      at: kindSpan,
      message: 'A fix that fails.',
      fixes: () => {
        throw new Error('no fix');
      },
    }),
  );
  const host = new MemoryHost(texts, 0);
  const client = await LspClient.startInside(t, { host, rules: [broken] }, [host.uri]);
  const uri = host.file('service.yaml');
  const [finding] = await client.diagnostics(uri, has('KN998'));
  const ask = () =>
    client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: finding?.range,
      context: { diagnostics: [] },
    });
  assert.deepEqual(await ask(), []);
  assert.deepEqual(await ask(), []);
  assert.equal(client.log.filter((line) => line.startsWith('Quick fixes failed')).length, 1);
});

test('a folder that cannot be read is said to be unchecked, and others are read', async (t) => {
  const host = new MemoryHost(texts, 0);
  const broken = 'file:///broken';
  const list = host.list.bind(host);
  host.list = (folder) => {
    if (folder === broken) throw new Error('no list');
    return list(folder);
  };
  const client = await LspClient.startInside(t, { host, rules: allRules }, [broken, host.uri]);
  await client.diagnostics(host.file('service.yaml'), has('KN210'));
  await client.until(() => client.shown.find((text) => text.includes(broken)));
  assert.equal(client.log.filter((line) => line.includes('no list')).length, 1);
});

test('a client that cannot say its settings gets findings with the defaults', async (t) => {
  const host = new MemoryHost(texts, 0);
  const client = await LspClient.startInside(t, { host, rules: allRules }, [host.uri], { withoutSettings: true });
  await client.diagnostics(host.file('service.yaml'), has('KN210'));
});
