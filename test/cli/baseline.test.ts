import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { runMain } from '../support/cli.ts';
import { deployment, makeFolder, service } from '../support/folder.ts';

const deploy = deployment('cart', 'http');
const broken = service('cart', 'cart', 'htpp');

suite('a baseline', () => {
  test('is written with every finding, and then only what is new is printed and counts', async (t) => {
    const { path: cwd } = makeFolder(t, { 'deploy.yaml': deploy, 'service.yaml': broken });
    assert.equal((await runMain(['lint'], cwd)).code, 1);
    const written = await runMain(['lint', '--write-baseline'], cwd);
    assert.deepEqual([written.code, written.out], [0, '']);
    assert.match(written.err, /^portolan-baseline\.json holds \d+ findings? now\.\n$/);
    const known = await runMain(['lint', '--baseline', 'portolan-baseline.json', '--severity', 'hint'], cwd);
    assert.equal(known.code, 0);
    assert.match(known.out, /^0 errors, 0 warnings in .*\n\d+ findings? of the baseline not shown\.\n$/);
    writeFileSync(join(cwd, 'other.yaml'), service('other', 'cart', 'htps'));
    const fresh = await runMain(['lint', '--baseline', 'portolan-baseline.json', '--format', 'json'], cwd);
    assert.equal(fresh.code, 1);
    const { findings } = JSON.parse(fresh.out) as { findings: readonly { readonly file: string }[] };
    const files = new Set(findings.map(({ file }) => file));
    assert.ok(files.has('other.yaml') && !files.has('service.yaml'));
  });

  test('holds when lines move and wherever the command runs, and not for another object', async (t) => {
    const { path: cwd } = makeFolder(t, { 'deploy.yaml': deploy, 'service.yaml': broken });
    mkdirSync(join(cwd, 'ci'));
    await runMain(['lint', '--write-baseline', '--baseline', 'ci/known.json'], cwd);
    writeFileSync(join(cwd, 'service.yaml'), `# moved\n\n${broken}`);
    assert.equal((await runMain(['lint', '--baseline', 'ci/known.json'], cwd)).code, 0);
    assert.equal((await runMain(['lint', '..', '--baseline', 'known.json'], join(cwd, 'ci'))).code, 0);
    writeFileSync(join(cwd, 'service.yaml'), broken.replace('name: cart', 'name: basket'));
    assert.equal((await runMain(['lint', '--baseline', 'ci/known.json'], cwd)).code, 1);
  });

  test('says how many of its findings are gone, unless only a part is looked at', async (t) => {
    const { path: cwd } = makeFolder(t, { 'a/deploy.yaml': deploy, 'a/service.yaml': broken });
    await runMain(['lint', '--write-baseline', '--baseline', 'b.json'], cwd);
    const count = (JSON.parse(readFileSync(join(cwd, 'b.json'), 'utf8')) as { findings: readonly unknown[] }).findings
      .length;
    assert.equal((await runMain(['lint', '--baseline', 'b.json'], cwd)).err, '');
    writeFileSync(join(cwd, 'a/service.yaml'), service('cart', 'cart', 'http'));
    const { err, code } = await runMain(['lint', '--baseline', 'b.json'], cwd);
    assert.equal(code, 0);
    assert.match(err, new RegExp(`^b\\.json: ${count} findings? of it (is|are) gone; --write-baseline takes them out`));
    assert.equal((await runMain(['lint', 'a/deploy.yaml', '--baseline', 'b.json'], cwd)).err, '');
  });

  test('that is not there or is none ends the run with a sentence', async (t) => {
    const { path: cwd } = makeFolder(t, { 'deploy.yaml': deploy, 'no.json': '{', 'old.json': '{"version":0}' });
    const ask = async (file: string) => {
      const { code, out, err } = await runMain(['lint', '--baseline', file], cwd);
      assert.deepEqual([code, out], [2, '']);
      return err;
    };
    assert.match(await ask('none.json'), /There is no baseline none\.json; `portolan lint --write-baseline/);
    assert.match(await ask('no.json'), /no\.json cannot be read as a baseline/);
    assert.match(await ask('old.json'), /old\.json is not a baseline that this version of Portolan reads/);
  });
});
