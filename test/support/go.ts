import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../src/tools/cache.ts';

/** What is lacking to build the program of a module, else `undefined`. */
export function goLackingFor(module: string): string | undefined {
  const needed = /^go (\d+\.\d+)/m.exec(readFileSync(join(module, 'go.mod'), 'utf8'))?.[1] ?? '';
  const { status, stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  return status === 0 && stdout.startsWith('go') ? undefined : `Go ${needed} or newer (https://go.dev/dl)`;
}

/**
 * A folder that `build` fills once for each `go.sum` of a module, version of Go and `key`. Nothing is left of one that it fails
 * to fill.
 */
export function cachedBuild(module: string, name: string, key: string, build: (folder: string) => void): string {
  const version = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).stdout.trim();
  // A module of the standard library alone has none.
  const sums = join(module, 'go.sum');
  const hash = createHash('sha256')
    .update(existsSync(sums) ? readFileSync(sums) : '')
    .update(version)
    .update(key)
    .digest('hex')
    .slice(0, 16);
  const folder = join(cacheFolder(), `${name}-${hash}`);
  if (existsSync(folder)) return folder;
  const building = `${folder}.${process.pid}`;
  mkdirSync(building, { recursive: true });
  try {
    build(building);
    renameSync(building, folder);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return folder;
}

/** The folder with the programs that a module's `tool` lines name. Throws with Go's own words when they cannot be built. */
export function buildTools(module: string, name: string): string {
  return cachedBuild(module, name, '', (folder) => {
    console.log(`Building ${name} (once, a few minutes)…`);
    goBuild(module, name, ['-o', `${folder}/`, '-ldflags', '-s -w', 'tool']);
  });
}

/** The program that the `main.go` of a module is, built once for each of its texts. Throws as {@link buildTools}. */
export function buildProgram(module: string, name: string): string {
  const folder = cachedBuild(module, name, readFileSync(join(module, 'main.go'), 'utf8'), (into) => {
    console.log(`Building ${name} (once, a minute)…`);
    goBuild(module, name, ['-o', join(into, 'program'), '.']);
  });
  return join(folder, 'program');
}

function goBuild(module: string, name: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync('go', ['build', ...args], {
    cwd: module,
    encoding: 'utf8',
    // Whatever stands above the folder is no part of it.
    env: { ...process.env, GOWORK: 'off' },
  });
  if (status !== 0) throw new Error(`${name} cannot be built: ${error?.message ?? stderr}`);
}
