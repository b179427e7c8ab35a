import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { suite, test } from 'node:test';
import { cli, portolan } from '../support/cli.ts';
import { deployment, makeFolder, service } from '../support/folder.ts';
import { root } from '../support/sources.ts';

const shop = { 'deploy.yaml': deployment('cart', 'http'), 'service.yaml': service('cart', 'cart', 'htpp') };

suite('portolan', () => {
  test('--help names every command, and each has its own', () => {
    const { code, out, err } = portolan(['--help']);
    assert.deepEqual([code, err], [0, '']);
    for (const command of ['lint', 'map', 'reach', 'render', 'explain', 'rules', 'serve']) {
      assert.match(out, new RegExp(`^  ${command} `, 'm'));
      const help = portolan([command, '--help']);
      assert.deepEqual([help.code, help.err], [0, '']);
      assert.ok(help.out.startsWith(`Usage: portolan ${command}`), command);
      assert.equal(portolan(['help', command]).out, help.out);
      assert.equal(portolan([command, '-h']).out, help.out);
    }
  });

  test('--version is the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    assert.deepEqual(portolan(['--version']), { code: 0, out: `${version}\n`, err: '' });
  });

  for (const [args, message] of [
    [[], /^Say what to do\.\nSee portolan --help\.\n$/],
    [['lnt'], /^There is no command "lnt"; it may be meant as "lint"/],
    [['--frmat'], /^There is no option "--frmat"/],
    [['lint', '--frmat', 'json'], /^There is no option "--frmat"; it may be meant as "--format"/],
    [
      ['lint', '--format', 'xml'],
      /^--format takes human, json, sarif, github, not "xml"\.\nSee portolan lint --help\.\n$/,
    ],
    [['lint', '--format'], /^--format needs a value/],
    [['lint', '--severity', 'fatal'], /^--severity takes error, warning, info, hint, not "fatal"/],
    [['map', '--format', 'png'], /^--format takes svg, mermaid, dot, json, html/],
    [['map', '--port', 'x'], /^--port takes a number/],
    [['map', '--serve=yes'], /--serve/],
    [['map', 'media/example', '--output', 'nowhere/x.svg'], /^nowhere\/x\.svg cannot be written: /],
    [['rules', 'KN9999'], /^There is no rule "KN9999"/],
    [['rules', 'KN201', 'KN203'], /^One rule at a time/],
    [['explain'], /^Say where: portolan explain FILE:LINE/],
    [['explain', 'x.yaml:0'], /^Say where: /],
    [['serve'], /--stdio/],
    [['render'], /^Say what to render: portolan render PATH\.\nSee portolan render --help\.\n$/],
    [['render', 'nowhere'], /^nowhere does not exist\./],
    [['render', 'media'], /^media holds neither Chart\.yaml nor kustomization\.yaml/],
  ] as const)
    test(`portolan ${args.join(' ')} says what is wrong and ends with 2`, () => {
      const { code, out, err } = portolan(args);
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, message);
      assert.doesNotMatch(err, /\bat .*\(.*:\d+:\d+\)/, 'no stack trace');
    });

  test('a path may look like an option behind --', (t) => {
    const { path: cwd } = makeFolder(t, { '--help': shop['service.yaml'] });
    assert.match(portolan(['lint', '--', '--help'], { cwd }).out, /1 object/);
  });
});

suite('portolan map', () => {
  test('writes every format to standard output, and only the picture', () => {
    for (const [format, begins] of [
      ['svg', /^<svg /],
      ['mermaid', /^flowchart /],
      ['dot', /^digraph /],
      ['json', /^\{\n/],
      ['html', /^<!DOCTYPE html>/i],
    ] as const) {
      const { code, out, err } = portolan(['map', 'media/example', '--format', format]);
      assert.deepEqual([code, err], [0, ''], format);
      assert.match(out, begins);
    }
    assert.match(portolan(['map', 'media/example']).out, /^<svg /);
  });

  test('draws the stack that is named, and says which others there are', (t) => {
    const { path: cwd } = makeFolder(t, {
      'a/kustomization.yaml': 'resources: [service.yaml]\n',
      'a/service.yaml': shop['service.yaml'],
      'b/kustomization.yaml': 'resources: [deploy.yaml]\n',
      'b/deploy.yaml': shop['deploy.yaml'],
    });
    const named = portolan(['map', '--format', 'json', '--stack', 'b'], { cwd });
    assert.deepEqual([JSON.parse(named.out).stack, named.err], ['b', '']);
    const any = portolan(['map', '--format', 'json'], { cwd });
    assert.match(
      any.err,
      new RegExp(`^This is stack ${JSON.parse(any.out).stack}; --stack draws another one: [ab]\\.\n$`),
    );
    const wrong = portolan(['map', '--stack', 'c'], { cwd });
    assert.deepEqual([wrong.code, wrong.out, wrong.err], [2, '', 'There is no stack "c". Stacks: a, b\n']);
    assert.deepEqual(portolan(['map', '--serve', '--stack', 'c'], { cwd }), wrong);
  });

  test('ends with 2 where there is nothing to draw, or something cannot be read', (t) => {
    const { path: cwd } = makeFolder(t, { 'shop/deploy.yaml': shop['deploy.yaml'], 'empty/readme.txt': '' });
    const empty = portolan(['map', 'empty'], { cwd });
    assert.deepEqual([empty.code, empty.out], [2, '']);
    assert.match(empty.err, /nothing to draw/);
    const partly = portolan(['map', 'shop', 'nowhere'], { cwd });
    assert.equal(partly.code, 2);
    assert.match(partly.out, /^<svg /);
    assert.equal(partly.err, 'nowhere: There is no such file or folder.\n');
  });

  test('--serve serves the map of what was asked for and follows it', async (t) => {
    const folder = makeFolder(t, { 'shop/deploy.yaml': shop['deploy.yaml'], '.portolan.yaml': '' });
    const server = spawn(process.execPath, [cli, 'map', 'shop', '--serve'], { cwd: folder.path });
    t.after(() => server.kill());
    const [first = ''] = await lines(server.stderr, 1);
    const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(first)?.[0];
    assert.ok(url !== undefined, first);
    assert.match(await (await fetch(url)).text(), /<script src="\/map\.js">/);
    assert.equal((await fetch(`${url}etc/passwd`)).status, 404);

    const { body } = await fetch(`${url}events`);
    assert.ok(body !== null);
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let received = '';
    const until = async (text: string) => {
      while (!received.includes(text)) received += (await reader.read()).value ?? assert.fail('the events end');
    };
    await until('"label":"cart"');
    folder.write('shop.yaml', service('stranger', 'cart', 'http'));
    folder.write('shop/service.yaml', service('newcomer', 'cart', 'http'));
    await until('"label":"newcomer"');
    assert.ok(!received.includes('stranger'));
    await reader.cancel();

    const busy = portolan(['map', 'shop', '--serve', '--port', new URL(url).port], { cwd: folder.path });
    assert.deepEqual([busy.code, busy.out], [2, '']);
    assert.match(busy.err, /^Port \d+ is in use/);
  });
});

suite('portolan explain', () => {
  test('says what the hover says, at a column or at the first place of the line', (t) => {
    const { path: cwd } = makeFolder(t, { ...shop, 'service.yaml': service('cart', 'cart', 'http') });
    const at = portolan(['explain', 'service.yaml:11:20'], { cwd });
    assert.equal(at.code, 0);
    assert.match(at.out.split('\n')[0] ?? '', /80\/TCP → http → 8080/);
    assert.equal(portolan(['explain', 'service.yaml:11'], { cwd }).out, at.out);
    assert.match(at.out, /Deployment "cart" \(deploy\.yaml:4\)/);
  });

  test('looks at the workspace that --in names, one or several paths', (t) => {
    const folder = makeFolder(t, {
      'a/deploy.yaml': shop['deploy.yaml'],
      'b/service.yaml': service('cart', 'cart', 'http'),
    });
    const cwd = join(folder.path, 'b');
    const { code, out } = portolan(['explain', 'service.yaml:11', '--in', '../a', '.'], { cwd });
    assert.deepEqual([code, /→ 8080/.test(out)], [0, true]);
    const elsewhere = portolan(['explain', '../a/deploy.yaml:4'], { cwd });
    assert.deepEqual([elsewhere.code, elsewhere.out], [2, '']);
    assert.match(elsewhere.err, /^\.\.\/a\/deploy\.yaml: It is not among the files.*--in/);
  });

  test('says so where there is nothing to say, and where the file ends', (t) => {
    const { path: cwd } = makeFolder(t, shop);
    assert.deepEqual(portolan(['explain', 'service.yaml:1'], { cwd }), {
      code: 0,
      out: 'Nothing to say here.\n',
      err: '',
    });
    const behind = portolan(['explain', 'service.yaml:12000'], { cwd });
    assert.deepEqual([behind.code, behind.err], [2, 'service.yaml: It has 11 lines.\n']);
  });
});

suite('portolan rules', () => {
  test('lists every rule with its state, and prints the page of one', () => {
    const { out } = portolan(['rules']);
    assert.match(out, /^KN203 +error +done +svc-selector-near-miss /m);
    assert.match(out, /^KN257 +error +needs-cluster +svc-no-ready-endpoints /m);
    const page = portolan(['rules', 'kn201']);
    assert.equal(page.out, readFileSync(join(root, 'media/rules/KN201.md'), 'utf8'));
    assert.match(portolan(['rules', 'KN257']).out, /^# KN257 svc-no-ready-endpoints\n[\s\S]*live cluster/);
    assert.deepEqual(
      JSON.parse(portolan(['rules', 'KN257', '--format', 'json']).out).map(({ state }: { state: string }) => state),
      ['needs-cluster'],
    );
  });
});

test('portolan serve --stdio is the language server', async (t) => {
  // Some editors add `--stdio` and the process that they are once more.
  const server = spawn(process.execPath, [cli, 'serve', '--stdio', '--stdio', `--clientProcessId=${process.pid}`]);
  t.after(() => server.kill());
  const send = (message: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  send({ id: 1, method: 'initialize', params: { processId: process.pid, rootUri: null, capabilities: {} } });
  const [header = '', , body = ''] = await chunks(server.stdout, /"id":1/);
  assert.match(header, /^Content-Length: \d+$/);
  assert.match(body, /"hoverProvider":/);
  const ended = new Promise((resolve) => server.once('exit', resolve));
  send({ id: 2, method: 'shutdown' });
  send({ method: 'exit' });
  assert.equal(await ended, 0);
});

/** The first lines of a stream. */
async function lines(stream: Readable, count: number): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const line of createInterface({ input: stream })) if (found.push(line) === count) break;
  return found;
}

/** What a stream sends until something stands in it, by lines. */
async function chunks(stream: Readable, until: RegExp): Promise<readonly string[]> {
  let text = '';
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (until.test(text)) break;
  }
  return text.split('\r\n');
}
