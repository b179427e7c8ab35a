import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedBuild, goLackingFor } from '../support/go.ts';

/** The folder of `go.mod`. */
export const module = fileURLToPath(new URL('.', import.meta.url));

/** The programs of a control plane that `go.mod` names. */
export const programs = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy',
  'server',
  'kwok',
] as const;

/** What is lacking to build a control plane, else `undefined`. */
export function goLacking(): string | undefined {
  if (process.platform !== 'linux') return 'Linux';
  return goLackingFor(module);
}

/**
 * The folder with a control plane's programs, built from Go modules once for each `go.sum` and version of Go; takes some
 * minutes then. Throws with Go's own words when it cannot be built.
 */
export function buildControlPlane(): string {
  return cached('control-plane', '', (folder) => {
    console.log('Building a Kubernetes control plane (once, about five minutes)…');
    const { status, stderr, error } = spawnSync(
      'go',
      ['build', '-o', `${folder}/`, '-ldflags', linkerFlags(), 'tool'],
      { cwd: module, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`The control plane cannot be built: ${error?.message ?? stderr}`);
  });
}

/** A folder that `build` fills once for each `go.sum`, version of Go and `key`. */
export function cached(name: string, key: string, build: (folder: string) => void): string {
  return cachedBuild(module, name, key, build);
}

/** Without a version of its own the server reports one that clients cannot parse. */
function linkerFlags(): string {
  const [, version = '', major, minor] =
    /k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)/.exec(readFileSync(join(module, 'go.mod'), 'utf8')) ?? [];
  const set = (name: string, value = '') => `-X ${name}=${value}`;
  return [
    '-s -w',
    set('k8s.io/component-base/version.gitVersion', version),
    set('k8s.io/component-base/version.gitMajor', major),
    set('k8s.io/component-base/version.gitMinor', minor),
    set('k8s.io/client-go/pkg/version.gitVersion', version),
  ].join(' ');
}

/** The folder of a module that `go.mod` requires, in Go's module cache. */
export function moduleFolder(name: string): string {
  const { status, stdout, stderr } = spawnSync('go', ['list', '-m', '-f', '{{.Dir}}', name], {
    cwd: module,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The module ${name} is not there: ${stderr}`);
  return stdout.trim();
}

if (import.meta.main) buildControlPlane();
