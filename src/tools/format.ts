/** `npm run format`: puts every source into the one format and sorts its imports. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './build.ts';

const biome = join(root, 'node_modules/.bin/biome');
const { status } = spawnSync(biome, ['check', '--write', '.'], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exitCode = status ?? 1;
