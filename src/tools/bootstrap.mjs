/**
 * First step of `npm start`, `npm test` and their like on any Node from 20 on: installs what package-lock.json lists if it
 * is not there, then runs the script named by the arguments with the Node 24 of the dependencies, which reads TypeScript.
 *
 *     node src/tools/bootstrap.mjs SCRIPT [ARGUMENT…]      SCRIPT is a path from the repository's root
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [script = '', ...rest] = process.argv.slice(2);
const modules = join(root, 'node_modules');
const stamp = join(modules, '.portolan-lock');
const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');

/** The Node of the dependencies, or the running one when it is new enough. */
function node() {
  const own = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(own)) return own;
  return Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : undefined;
}

function npm(...args) {
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const { status, error } = spawnSync(command, [...first, ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (status === 0) return;
  console.error(
    error
      ? `npm could not be run: ${error.message}`
      : `npm ${args.join(' ')} failed with exit code ${status}; its messages are above.`,
  );
  process.exit(2);
}

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.error('Installing the development dependencies (once, about half a minute)…');
  npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
  if (node() === undefined) npm('rebuild', 'node', '--loglevel=error');
  writeFileSync(stamp, lock);
}

const runtime = node();
if (runtime === undefined) {
  console.error(
    'Portolan is developed on Node 24, and the npm package "node" did not bring it here. Install Node 24 or newer and try again.',
  );
  process.exit(2);
}

const child = spawn(runtime, [join(root, script), ...rest], {
  stdio: 'inherit',
  env: { ...process.env, PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter) },
});
// Ctrl-C reaches the whole group; the script ends itself and this process follows with its exit code.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 1)));
