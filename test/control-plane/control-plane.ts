import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { atEnd } from './at-end.ts';
import { buildControlPlane, moduleFolder } from './build.ts';
import { ApiClient } from './client.ts';
import { Daemon, freePorts } from './daemon.ts';
import { serveDefinitions } from './definitions.ts';

/** A running control plane on loopback. */
export interface ControlPlane {
  readonly client: ApiClient;
  /** Path of a kubeconfig of an administrator. */
  readonly kubeconfig: string;
  /** Port of the API server on loopback. */
  readonly port: number;
  /** Ends every process and removes what they wrote. */
  stop(): Promise<void>;
}

/** Which parts run beside etcd and the API server. */
export interface ControlPlaneParts {
  /** The controllers of kube-controller-manager that run, `*` for all; the program is left out without them. */
  readonly controllers?: readonly string[];
  /** kube-scheduler and kwok: nodes and pods become ready without a kubelet. Needs all controllers. */
  readonly nodes?: boolean;
  /** Whether Gateway API and the cluster-wide policies are served too. */
  readonly definitions?: boolean;
}

const serviceRange = '10.96.0.0/16,fd00:10:96::/112';
const token = 'portolan';

/** Starts a control plane in a fresh folder: ready in about three seconds once its programs are built. */
export async function startControlPlane(parts: ControlPlaneParts): Promise<ControlPlane> {
  const programs = buildControlPlane();
  const folder = mkdtempSync(join(tmpdir(), 'portolan-control-plane-'));
  const daemons: Daemon[] = [];
  const start = (name: string, program: string, args: readonly string[]) => {
    const daemon = new Daemon(name, join(programs, program), args);
    daemons.push(daemon);
    return daemon;
  };
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const keep = atEnd(remove);
  const stop = async () => {
    for (const daemon of daemons.reverse()) await daemon.stop();
    keep();
    remove();
  };
  try {
    const [etcd = 0, peer = 0, api = 0, kwok = 0] = await freePorts(4);
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const key = file(
      'service-account.key',
      generateKeyPairSync('rsa', { modulusLength: 2048 })
        .privateKey.export({ type: 'pkcs1', format: 'pem' })
        .toString(),
    );
    const url = (port: number, scheme = 'http') => `${scheme}://127.0.0.1:${port}`;
    start('etcd', 'server', [
      `--data-dir=${join(folder, 'etcd')}`,
      `--listen-client-urls=${url(etcd)}`,
      `--advertise-client-urls=${url(etcd)}`,
      `--listen-peer-urls=${url(peer)}`,
      `--initial-advertise-peer-urls=${url(peer)}`,
      `--initial-cluster=default=${url(peer)}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
    ]);
    const certificates = join(folder, 'certificates');
    mkdirSync(certificates);
    const server = start('kube-apiserver', 'kube-apiserver', [
      `--etcd-servers=${url(etcd)}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${api}`,
      `--cert-dir=${certificates}`,
      `--service-cluster-ip-range=${serviceRange}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${key}`,
      `--service-account-signing-key-file=${key}`,
      `--token-auth-file=${file('tokens.csv', `${token},admin,admin,"system:masters"\n`)}`,
      '--authorization-mode=RBAC',
      '--disable-admission-plugins=ServiceAccount',
      '--endpoint-reconciler-type=none',
    ]);
    const client = await ready(server, api, certificates);
    if (parts.definitions === true) await serveDefinitions(client);
    const kubeconfig = file(
      'kubeconfig',
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [
          {
            name: 'local',
            cluster: { server: url(api, 'https'), 'certificate-authority': join(certificates, 'apiserver.crt') },
          },
        ],
        users: [{ name: 'admin', user: { token } }],
        contexts: [{ name: 'local', context: { cluster: 'local', user: 'admin' } }],
        'current-context': 'local',
      }),
    );
    if (parts.controllers !== undefined)
      start('kube-controller-manager', 'kube-controller-manager', [
        `--kubeconfig=${kubeconfig}`,
        `--service-account-private-key-file=${key}`,
        '--leader-elect=false',
        `--controllers=${parts.controllers.join(',')}`,
        '--secure-port=0',
        '--allocate-node-cidrs',
        '--cluster-cidr=10.244.0.0/16,fd00:10:244::/56',
        `--service-cluster-ip-range=${serviceRange}`,
        '--kube-api-qps=1000',
        '--kube-api-burst=2000',
      ]);
    if (parts.nodes === true) {
      start('kube-scheduler', 'kube-scheduler', [
        `--kubeconfig=${kubeconfig}`,
        '--leader-elect=false',
        '--secure-port=0',
      ]);
      const stages = join(moduleFolder('sigs.k8s.io/kwok'), 'kustomize/stage');
      const configs = [
        'node/fast/node-initialize',
        'pod/fast/pod-ready',
        'pod/fast/pod-complete',
        'pod/fast/pod-delete',
      ];
      start('kwok', 'kwok', [
        `--kubeconfig=${kubeconfig}`,
        '--manage-all-nodes=true',
        '--node-lease-duration-seconds=40',
        '--cidr=10.244.0.0/16',
        `--server-address=127.0.0.1:${kwok}`,
        ...configs.map((name) => `--config=${join(stages, `${name}.yaml`)}`),
      ]);
    }
    return {
      client,
      kubeconfig,
      port: api,
      stop: async () => {
        client.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Asks the API server until it is ready; it makes its own certificate on the way. */
async function ready(server: Daemon, port: number, certificates: string): Promise<ApiClient> {
  for (let attempt = 0; attempt < 600; attempt++) {
    server.check();
    try {
      const client = new ApiClient(port, token, readFileSync(join(certificates, 'apiserver.crt'), 'utf8'));
      const { status } = await client.request('GET', '/readyz');
      if (status === 200) return client;
      client.close();
    } catch {
      // Not listening yet.
    }
    await wait(100);
  }
  throw new Error('kube-apiserver did not become ready within a minute.');
}
