import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { portolan } from '../support/cli.ts';
import { deployment, makeFolder, service } from '../support/folder.ts';
import { schemaErrors } from '../support/schemas.ts';

const files = {
  'shop/web.yaml': deployment('web', 'http'),
  'shop/payments.yaml': `${deployment('payments', 'http')}---\n${service('payments', 'payments', 'grpc')}`,
  'shop/api.yaml': `${deployment('api', 'http')}---\n${service('api', 'api', 'http')}`,
};

suite('portolan trace', () => {
  test('says where a connection breaks and what mends it', (t) => {
    const { code, out, err } = portolan(['trace', 'shop/web', 'http://payments/charge'], {
      cwd: makeFolder(t, files).path,
    });
    assert.deepEqual([code, err], [1, '']);
    const lines = out.split('\n');
    assert.equal(lines[0], 'shop/web → http://payments/charge  BROKEN at endpoints');
    assert.match(out, /^✓ name +payments is payments\.shop\.svc\.cluster\.local/m);
    assert.match(out, /^✗ endpoints .*targetPort grpc.*offers 8080\/TCP \(http\).*shop\/payments\.yaml:32/m);
    assert.match(out, /^– kube-proxy +not reached; a Service without endpoints refuses connections \(REJECT\)/m);
    assert.match(out, /^To fix it: targetPort: http in shop\/payments\.yaml:32$/m);
  });

  test('ends with 0 for a connection that works, and its JSON is what the schema says', (t) => {
    const ran = portolan(['trace', 'shop/web', 'service:shop/api', '--port', '80', '--format', 'json'], {
      cwd: makeFolder(t, files).path,
    });
    assert.deepEqual([ran.code, ran.err], [0, '']);
    const answer = JSON.parse(ran.out);
    assert.deepEqual(schemaErrors('trace', answer), []);
    assert.equal(answer.verdict, 'ok');
    const target = answer.hops.find(({ kind }: { kind: string }) => kind === 'endpoints');
    assert.deepEqual([target.evidence[0].file, target.evidence[0].range.start.line], ['shop/api.yaml', 31]);
  });

  test('answers a question a line, and says which line is none', (t) => {
    const input = [
      '{"id":1,"from":"shop/web","to":"api:80"}',
      '{"id":"b","from":"shop/web","to":"service:shop/payments","port":80,"protocol":"TCP"}',
      '',
      '{"id":3,"from":"shop/wep","to":"api:80"}',
    ];
    const cwd = makeFolder(t, files).path;
    const ran = portolan(['trace', '--questions', '-', '--in', '.'], { cwd, input: input.join('\n') });
    assert.equal(ran.code, 0);
    const answers = ran.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const answer of answers) assert.deepEqual(schemaErrors('trace', answer), []);
    assert.deepEqual(
      answers.map(({ id, verdict }) => [id, verdict]),
      [
        [1, 'ok'],
        ['b', 'broken'],
        [3, 'unknown'],
      ],
    );
    assert.match(answers[2].reason, /shop\/web/);
    const none = portolan(['trace', '--questions', '-'], { cwd, input: 'hello\n{"from":1}\n' });
    assert.equal(none.code, 2);
    for (const line of none.out.trim().split('\n')) assert.deepEqual(schemaErrors('trace', JSON.parse(line)), []);
  });

  test('what cannot be asked ends with 2', (t) => {
    const cwd = makeFolder(t, files).path;
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['shop/wep', 'api:80'], /There is no shop\/wep here; it may be meant as shop\/web\./],
      [['shop/web'], /Say from where and to where/],
      [['shop/web', 'api:80', '--stack', 'none'], /There is no stack "none"/],
      [['shop/web', 'api:80', '--port', '70000'], /1 to 65535/],
      [['shop/web', 'api:80', '--protocol', 'ICMP'], /TCP, UDP, SCTP/],
      [['--questions', 'missing.jsonl'], /missing\.jsonl: /],
    ];
    for (const [args, expected] of cases) {
      const { code, out, err } = portolan(['trace', ...args], { cwd });
      assert.deepEqual([code, out], [2, ''], args.join(' '));
      assert.match(err, expected);
    }
  });
});
