import assert from 'node:assert/strict';
import { runMain } from '../support/cli.ts';
import { single } from '../support/folder.ts';
import { schemaErrors } from '../support/schemas.ts';

/** Workloads of one replica each, in files of a folder. */
export const apps = (folder: string, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [`${folder}/${name}.yaml`, single(name)]));

/** Only `web` may connect to `db`, on one port. */
export const guard = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
  namespace: shop
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress]
  ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 8080 }] }]
`;

/** What `diff --format json` answers. */
export interface Report {
  readonly opened: readonly Connection[];
  readonly closed: readonly Connection[];
  readonly findings: Readonly<Record<'new' | 'fixed', readonly { code: string; file: string }[]>>;
}

interface Connection {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly { protocol: string; first: number; last: number }[];
}

/** Runs `diff` and reads its report. */
export async function diffJson(cwd: string, ...args: readonly string[]) {
  const ran = await runMain(['diff', '--format', 'json', ...args], cwd);
  assert.ok(ran.out !== '', ran.err);
  const report: Report = JSON.parse(ran.out);
  assert.deepEqual(schemaErrors('diff', report), []);
  return { ...ran, report };
}

export const pairsOf = (connections: readonly Connection[]) => connections.map(({ from, to }) => `${from} → ${to}`);
