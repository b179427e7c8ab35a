/**
 * `npm start [-- FOLDER] [--no-serve]`: builds what is missing, lints a folder (the example application by default), then
 * serves its map until Ctrl-C, or writes it to a file.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build, root } from './build.ts';
import { packageExtension, vsix } from './package.ts';

const args = process.argv.slice(2);
const serve = !args.includes('--no-serve');
const [folder] = args.filter((argument) => !argument.startsWith('--'));
const callersFolder = process.env.INIT_CWD ?? process.cwd();
const target = folder === undefined ? join(root, 'media/example') : resolve(callersFolder, folder);

if (!existsSync(target)) {
  console.error(`${folder}: there is no such folder. Name one with manifests: npm start -- FOLDER`);
  process.exit(2);
}
console.error('Building…');
await build();
await packageExtension();

const shown = relative(callersFolder, target) || '.';
const cli = join(root, 'dist/cli.js');
const portolan = (...command: string[]) =>
  spawnSync(process.execPath, [cli, ...command], { cwd: callersFolder, stdio: 'inherit' });

console.log(`\nportolan lint ${shown}\n`);
portolan('lint', shown);
console.log(`\nTo install the extension: code --install-extension ${relative(callersFolder, vsix)}`);
if (serve) process.exitCode = portolan('map', shown, '--serve').status ?? 2;
else {
  const output = join(root, 'dist/network-map.html');
  process.exitCode =
    portolan('map', shown, '--format', 'html', '--output', relative(callersFolder, output)).status ?? 2;
}
