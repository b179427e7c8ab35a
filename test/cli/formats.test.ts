import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { printable } from '../../src/cli/format/terminal.ts';
import { main } from '../../src/cli/main.ts';
import { portolan } from '../support/cli.ts';
import { deployment, makeFolder, service } from '../support/folder.ts';

const shop = { 'deploy.yaml': deployment('cart', 'http'), 'service.yaml': service('cart', 'cart', 'htpp') };

/** What people see of a folder's errors, without the line of totals. */
function human(context: TestContext, files: Readonly<Record<string, string>>): string {
  const { out } = portolan(['lint', '--severity', 'error'], { cwd: makeFolder(context, files).path });
  return out.slice(0, out.lastIndexOf('\n\n') + 1);
}

/** A Service with one port that is written in one line. */
function oneLine(port: string): string {
  return service('cart', 'cart', 'x').replace(/ {4}- port: 80\n.*\n/, `    - ${port}\n`);
}

suite('lint for people', () => {
  test('the sentence, the line and the one before it, the place underlined, the other side', (t) => {
    assert.equal(
      human(t, shop),
      `service.yaml:11:19  error  KN210  Service "cart" sends port 80 to "htpp", but no container port of its pods has that name: connections are refused.

   10 │     - port: 80
   11 │       targetPort: htpp
      │                   ^^^^  deploy.yaml:19  Deployment "cart", container "main" has http (8080)
`,
    );
  });

  test('the totals say what was read and what is not shown', (t) => {
    const { path: cwd } = makeFolder(t, {
      ...shop,
      'more.yaml': service('more', 'cart', '81'),
      'values.yaml': 'a: 1\n',
    });
    const { out } = portolan(['lint', '--severity', 'error'], { cwd });
    assert.match(
      out,
      /\n1 error, 1 warning in 4 files \(3 objects, 1 stack: \.\) · \d+ ms\n1 warning.* not shown; --severity hint shows everything\.\n$/,
    );
    assert.match(portolan(['lint', '--severity', 'hint'], { cwd }).out, /· \d+ ms\n$/);
  });

  for (const [what, name, width] of [
    ['tabs', 'a\tb', 3],
    ['wide characters', '日本語한국', 10],
    ['narrow ones of the same scripts', 'ﾊﾛｰ', 3],
    ['emoji, also joined ones', '🎉👩‍👩‍👧', 4],
    ['marks', 'e\u0301', 1],
  ] as const)
    test(`the underline stands below its place behind ${what}`, (t) => {
      const files = { ...shop, 'service.yaml': oneLine(`{ name: "${name}", port: 80, targetPort: htpp }`) };
      const rows = human(t, files).split('\n');
      const head = rows.findIndex((row) => row.includes('KN210'));
      const [source = '', carets = ''] = rows.slice(head + 3);
      assert.match(source, /^ {3}10 │ {5}- .*targetPort: htpp \}$/);
      assert.equal(carets.slice(0, carets.indexOf(' deploy')).trimEnd().length, '   10 │ '.length + 40 + width + 4);
      assert.match(carets, /│ +\^{4} {2}deploy/);
    });

  test('of a long line the part around the place is shown', (t) => {
    const port = `{ ${'a: 1, '.repeat(1000)}port: 80, targetPort: htpp, ${'b: 1, '.repeat(1000)}}`;
    const lines = human(t, { ...shop, 'service.yaml': oneLine(port) }).split('\n');
    const source = lines.find((line) => line.includes('targetPort: htpp')) ?? '';
    const underline = lines[lines.indexOf(source) + 1] ?? '';
    assert.match(source, /^ {3}10 │ ….*…$/);
    assert.ok(lines.slice(1).every((line) => line.length < 250));
    assert.equal(underline.indexOf('^^^^'), source.indexOf('htpp'));
  });

  test('what manifests and file names hold never reaches the terminal as control characters', (t) => {
    const evil = '\\e[31m\\e]0;title\\a\\r\\n\\x9b\\u202e\\u2028';
    const { path: cwd } = makeFolder(t, {
      ...shop,
      'service.yaml': shop['service.yaml']
        .replace('name: cart', `name: "${evil}"`)
        .replace('spec:', 'spec: # \u001b[2J\u202e'),
      ...(process.platform === 'win32' ? {} : { '\u001b[31mx.yaml': service('x', '"\\e[1m"', 'htpp') }),
    });
    for (const args of [
      ['lint', '--severity', 'hint'],
      ['explain', 'service.yaml:11'],
      ['map', '--stack', '\u001b[1m'],
    ]) {
      const { out, err } = portolan(args, { cwd });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
      assert.doesNotMatch(out + err, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/, args.join(' '));
    }
    assert.equal(printable('a\u001b[31m\u007f\u202eb\n'), 'a␛[31m␡�b␊');
  });

  test('colours come only where they are asked for', async (t) => {
    const { path: cwd } = makeFolder(t, shop);
    const written = async (colours: boolean) => {
      let out = '';
      const write = (text: string) => {
        out += text;
      };
      await main(['lint'], { out: write, err: write, stdin: async () => ({ text: '' }), colours, cwd });
      return out.replace(/· \d+ ms/, '');
    };
    const plain = await written(false);
    const coloured = await written(true);
    assert.ok(!plain.includes('\u001b') && !portolan(['lint'], { cwd }).out.includes('\u001b'));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    assert.equal(coloured.replaceAll(/\u001b\[\d+m/g, ''), plain);
    assert.notEqual(coloured, plain);
  });
});

suite('lint --format github', () => {
  test('writes a workflow command a finding', (t) => {
    const { path: cwd } = makeFolder(t, { ...shop, 'more.yaml': service('more', 'cart', '81') });
    const lines = portolan(['lint', '--format', 'github'], { cwd }).out.trimEnd().split('\n');
    assert.match(
      lines[0] ?? '',
      /^::warning file=more\.yaml,line=11,endLine=11,col=19,endColumn=21,title=KN214 svc-targetport-undeclared::Service "more" sends port 80 to 81/,
    );
    assert.match(
      lines[1] ?? '',
      /^::error file=service\.yaml,line=11,endLine=11,col=19,endColumn=23,title=KN210 svc-targetport-name-missing::Service "cart" sends/,
    );
    assert.equal(lines.length, 2);
    assert.match(portolan(['lint', '--format', 'github', '--severity', 'hint'], { cwd }).out, /^::notice /m);
  });

  test('escapes what would end a command or a property', { skip: process.platform === 'win32' }, (t) => {
    const { path: cwd } = makeFolder(t, {
      'a,b:100%\n::error::x.yaml': service('100%\\r\\n::error::x', 'cart', 'htpp').replace(/(100%.*)/, '"$1"'),
      'deploy.yaml': shop['deploy.yaml'],
    });
    const { out } = portolan(['lint', '--format', 'github', '--severity', 'error'], { cwd });
    const lines = out.trimEnd().split('\n');
    assert.ok(lines.length > 0);
    for (const line of lines) {
      assert.ok(line.startsWith('::error file=a%2Cb%3A100%25%0A%3A%3Aerror%3A%3Ax.yaml,line='), line);
      assert.match(line, /::Service "100%25␍␊::error::x"|The name "100%25/);
    }
  });

  test('leaves columns out where a finding runs over lines', (t) => {
    const folder = makeFolder(t, { '.portolan.yaml': 'suppress:\n  - reason: a\n    # b\n' });
    const twoLines = 'stacks:\n  - name: a\n    namespace: b\n';
    folder.write('.portolan.yaml', twoLines);
    assert.match(
      portolan(['lint', '--format', 'github'], { cwd: folder.path }).out,
      /^::error file=\.portolan\.yaml,line=2,endLine=3,title=KN007 configuration::/,
    );
  });
});
