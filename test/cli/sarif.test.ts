import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { Ajv } from 'ajv';
import { lintJson, portolan } from '../support/cli.ts';
import { deployment, makeFolder, service } from '../support/folder.ts';
import { errorsOf } from '../support/schemas.ts';
import { root } from '../support/sources.ts';

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface Place {
  readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
  readonly region: Region;
}

interface Run {
  readonly tool: {
    readonly driver: { readonly rules: readonly { id: string; helpUri: string; defaultConfiguration: object }[] };
  };
  readonly columnKind: string;
  readonly originalUriBaseIds: object;
  readonly invocations: readonly {
    executionSuccessful: boolean;
    toolExecutionNotifications: readonly { message: { text: string }; locations: readonly unknown[] }[];
  }[];
  readonly results: readonly {
    ruleId: string;
    ruleIndex: number;
    level: string;
    message: { text: string };
    locations: readonly { physicalLocation: Place }[];
    relatedLocations: readonly { message: { text: string }; physicalLocation: Place }[];
    partialFingerprints: Readonly<Record<string, string>>;
    fixes?: readonly {
      description: { text: string };
      artifactChanges: readonly {
        artifactLocation: Place['artifactLocation'];
        replacements: readonly { deletedRegion: Region; insertedContent: { text: string } }[];
      }[];
    }[];
  }[];
}

/** The OASIS schema as it was published (2.1.0-rtm.5), in the draft that the validator reads. */
const {
  $schema: _draft4,
  id: $id,
  ...schema
} = JSON.parse(readFileSync(join(root, 'test/fixtures/sarif-2.1.0-rtm.5.json'), 'utf8'));
const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false }).compile({
  $id,
  ...schema,
});

function sarif(args: readonly string[], cwd: string): Run {
  const log = JSON.parse(portolan(['lint', '--format', 'sarif', ...args], { cwd }).out);
  validate(log);
  assert.deepEqual(errorsOf(validate), []);
  assert.equal(log.runs.length, 1);
  return log.runs[0];
}

const files = {
  'deploy.yaml': deployment('cart', 'http'),
  'service.yaml': service('cart', 'cart', 'htpp'),
};

suite('lint --format sarif', () => {
  test('is valid, with the findings that JSON has', () => {
    const run = sarif(['media/example'], root);
    const { report } = lintJson(['media/example']);
    const levels: Readonly<Record<string, string>> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };
    assert.deepEqual(
      run.results.map(({ ruleId, level, message }) => [ruleId, level, message.text]),
      report.findings.map(({ code, severity, message }) => [code, levels[severity], message]),
    );
    assert.deepEqual(
      run.results.map((result) => result.fixes?.map(({ description }) => description.text) ?? []),
      report.findings.map(({ fixes }) => fixes.map(({ title }) => title)),
    );
    assert.equal(run.columnKind, 'utf16CodeUnits');
  });

  test('is valid when there is nothing to say', (t) => {
    const run = sarif([], makeFolder(t, {}).path);
    assert.deepEqual([run.results, run.tool.driver.rules], [[], []]);
  });

  test('describes each rule once, with its page in the repository', (t) => {
    const { path } = makeFolder(t, { ...files, 'more.yaml': service('more', 'cart', 'htpp') });
    const { tool, results } = sarif([], path);
    const ids = tool.driver.rules.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(results.map(({ ruleId }) => ruleId))].sort());
    for (const { ruleId, ruleIndex } of results) assert.equal(ids[ruleIndex], ruleId);
    const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const home = repository.url.replace(/\.git$/, '');
    const kn210 = tool.driver.rules.find(({ id }) => id === 'KN210');
    assert.equal(kn210?.helpUri, `${home}/blob/main/media/rules/KN210.md`);
    assert.deepEqual(kn210?.defaultConfiguration, { level: 'error' });
  });

  test('counts lines and columns from 1, ends behind the last character, and names the other side', (t) => {
    const [result] = sarif(['--severity', 'error'], makeFolder(t, files).path).results;
    assert.deepEqual(result?.locations[0]?.physicalLocation, {
      artifactLocation: { uri: 'service.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 11, startColumn: 19, endLine: 11, endColumn: 23 },
    });
    const [related] = result?.relatedLocations ?? [];
    assert.equal(related?.physicalLocation.artifactLocation.uri, 'deploy.yaml');
    assert.match(related?.message.text ?? '', /http \(8080\)/);
    const [fix] = result?.fixes ?? [];
    assert.deepEqual(fix?.artifactChanges[0]?.replacements[0], {
      deletedRegion: { startLine: 11, startColumn: 19, endLine: 11, endColumn: 23 },
      insertedContent: { text: 'http' },
    });
  });

  test('writes paths as URIs', (t) => {
    const { path } = makeFolder(t, {
      'a folder/100% #1?.yaml': files['service.yaml'],
      'a folder/größe.yaml': files['deploy.yaml'],
    });
    const [result] = sarif(['--severity', 'error'], path).results;
    assert.equal(result?.locations[0]?.physicalLocation.artifactLocation.uri, 'a%20folder/100%25%20%231%3F.yaml');
    assert.equal(result?.relatedLocations[0]?.physicalLocation.artifactLocation.uri, 'a%20folder/gr%C3%B6%C3%9Fe.yaml');
    const run = sarif(['--severity', 'error'], path);
    assert.deepEqual(Object.keys(run.originalUriBaseIds), ['%SRCROOT%']);
  });

  test('gives findings fingerprints that stay when lines move, and differ from one another', (t) => {
    const folder = makeFolder(t, {
      ...files,
      'two.yaml': `${service('a', 'cart', '81')}---\n${service('b', 'cart', '81')}`,
    });
    const prints = () =>
      sarif([], folder.path).results.map(({ ruleId, partialFingerprints }) => [
        ruleId,
        partialFingerprints['portolan/v1'],
      ]);
    const before = prints();
    assert.equal(new Set(before.map(([, print]) => print)).size, before.length);
    folder.write('service.yaml', `# moved\n\n${files['service.yaml']}`);
    folder.write('deploy.yaml', `# moved\n${files['deploy.yaml']}`);
    assert.deepEqual(prints(), before);
    folder.write('service.yaml', service('cart', 'cart', 'hpt'));
    assert.notDeepEqual(prints(), before);
  });

  test('braces of a message are no placeholders, brackets no links', (t) => {
    const { path } = makeFolder(t, { 'a.yaml': service('"{0}[a](1)"', 'cart', 'http') });
    const { results } = sarif([], path);
    const named = results.filter(({ message }) => message.text.includes('(1)'));
    assert.ok(named.length > 0);
    for (const { message } of named) assert.match(message.text, /\{\{0\}\}\\\[a\]\(1\)/);
  });

  test('says whether everything could be read, and what could not', (t) => {
    const { path } = makeFolder(t, files);
    assert.deepEqual(sarif([], path).invocations, [{ executionSuccessful: true, toolExecutionNotifications: [] }]);
    const [invocation] = sarif(['.', 'no where.yaml'], path).invocations;
    assert.equal(invocation?.executionSuccessful, false);
    assert.deepEqual(invocation?.toolExecutionNotifications, [
      {
        level: 'error',
        message: { text: 'There is no such file or folder.' },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'no%20where.yaml', uriBaseId: '%SRCROOT%' } } }],
      },
    ]);
  });
});
