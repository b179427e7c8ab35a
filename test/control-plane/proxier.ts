import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached, module } from './build.ts';
import type { GeneratedService } from './generate-services.ts';
import type { Packet } from './predict-packet.ts';

/** Modes whose rules Kubernetes has a tracer for. */
export type TracedMode = 'iptables' | 'nftables';

/** A node with the configuration of its kube-proxy, the objects that it sees and packets that arrive there. */
export interface Round {
  readonly node: {
    readonly name: string;
    readonly zone: string;
    readonly primary: string;
    readonly addresses: readonly string[];
  };
  /** Empty where pods cannot be told. */
  readonly clusterCIDR: string;
  readonly serviceCIDR: string;
  readonly masqueradeAll: boolean;
  /** Blocks; empty for all addresses. */
  readonly nodePortAddresses: readonly string[];
  readonly services: readonly GeneratedService['service'][];
  readonly endpointSlices: readonly GeneratedService['slice'][];
  readonly packets: readonly Packet[];
}

/** What becomes of a packet: `ADDRESS:PORT` of every pod that may get it, sorted, REJECT, DROP or nothing. */
export interface Traced {
  readonly outcome: string;
  readonly masquerade: boolean;
}

const extra = fileURLToPath(new URL('testdata', import.meta.url));

/**
 * Follows packets through the rules that the real kube-proxy writes, with the tracer of its own unit tests
 * (pkg/proxy/nftables/helpers_test.go, pkg/proxy/iptables/proxier_test.go). Needs neither root nor nft.
 */
export function tracePackets(mode: TracedMode, rounds: readonly Round[]): readonly (readonly Traced[])[] {
  const program = join(buildTracers(), `${mode}.test`);
  const folder = mkdtempSync(join(tmpdir(), 'portolan-proxier-'));
  try {
    const packets = join(folder, 'packets.json');
    const answers = join(folder, 'answers.json');
    writeFileSync(packets, JSON.stringify(rounds));
    const { status, stdout, stderr } = spawnSync(program, ['-test.run=^TestPackets$'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PORTOLAN_PACKETS: packets, PORTOLAN_ANSWERS: answers },
    });
    if (status !== 0) throw new Error(`The ${mode} proxier failed:\n${stdout.slice(-4000)}${stderr.slice(-4000)}`);
    const read = JSON.parse(readFileSync(answers, 'utf8')) as readonly (readonly {
      readonly Output: string;
      readonly Masquerade: boolean;
    }[])[];
    return read.map((round) =>
      round.map(({ Output, Masquerade }) => ({
        // What the filter table accepts on top of a rewritten destination is not another destination.
        outcome: [...new Set(Output.split(', '))].sort().join(', '),
        masquerade: Masquerade,
      })),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The unit tests of both proxiers with ours added, built once from the sources in Go's module cache. */
function buildTracers(): string {
  const own = readdirSync(extra).sort();
  const hash = createHash('sha256');
  for (const file of own) hash.update(file).update(readFileSync(join(extra, file)));
  return cached('proxier', hash.digest('hex'), (folder) => {
    const source = join(folder, 'source');
    for (const mode of ['iptables', 'nftables'] as const) {
      const target = join(source, mode);
      mkdirSync(target, { recursive: true });
      const { stdout } = go(module, ['list', '-f', '{{.Dir}}', `k8s.io/kubernetes/pkg/proxy/${mode}`]);
      const original = stdout.trim();
      for (const file of readdirSync(original))
        if (file.endsWith('.go')) writeFileSync(join(target, file), readFileSync(join(original, file)));
      writeFileSync(join(target, 'portolan_proxier_test.go'), readFileSync(join(extra, `${mode}_test.go`)));
      const packets = readFileSync(join(extra, 'packets_test.go'), 'utf8');
      writeFileSync(join(target, 'portolan_packets_test.go'), packets.replace(/^package \w+/m, `package ${mode}`));
    }
    for (const file of ['go.mod', 'go.sum']) cpSync(join(module, file), join(source, file));
    // What a unit test imports is only an indirect requirement of the programs, hence -mod=mod on the copy.
    for (const mode of ['iptables', 'nftables'])
      go(source, ['test', '-mod=mod', '-c', '-o', join(folder, `${mode}.test`), `./${mode}`]);
    rmSync(source, { recursive: true });
  });
}

function go(cwd: string, args: readonly string[]): { readonly stdout: string } {
  const { status, stdout, stderr, error } = spawnSync('go', args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`go ${args.join(' ')} failed: ${error?.message ?? stderr}`);
  return { stdout };
}
