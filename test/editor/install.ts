import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from '../../src/tools/cache.ts';

/** What the tests in the editor run on; all of it comes from npm. */
const packages = { 'code-server': '4.139.1', '@sparticuz/chromium': '153.0.0', 'playwright-core': '1.65.1' };

/** An editor and a browser on this machine. */
export interface Installed {
  /** Folder of the editor's server. */
  readonly server: string;
  /** Loads packages of the cache. */
  readonly require: NodeJS.Require;
}

/** Fetches the editor and the browser unless they are there; throws with what went wrong when they cannot be had. */
export function install(): Installed {
  const folder = join(cacheFolder(), `editor-${Object.values(packages).join('-')}`);
  const stamp = join(folder, 'complete');
  const server = join(folder, 'node_modules/code-server/lib/vscode');
  if (!existsSync(stamp)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
    // Scripts would compile what is not needed here and download what the packages already hold.
    npm(folder, 'install');
    npm(server, 'install', '--omit=dev');
    npm(join(server, 'extensions'), 'install', '--omit=dev');
    writeFileSync(stamp, '');
  }
  return { server, require: createRequire(join(folder, 'package.json')) };
}

function npm(cwd: string, ...args: string[]): void {
  const cli = process.env.npm_execpath;
  const [command, first]: [string, string[]] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const all = [...first, ...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, stderr, error } = spawnSync(command, all, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed: ${error?.message ?? stderr}`);
}
