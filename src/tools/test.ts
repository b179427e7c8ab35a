/**
 * `npm test`: everything that has to hold, from the cheap to the dear, ending with totals. `--unit` runs only what takes
 * seconds, `--cluster` only what asks a real control plane. With `CI=true` a suite that cannot run here fails instead of
 * being left out.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { goLacking } from '../../test/control-plane/build.ts';
import { root } from './build.ts';
import { testDesktop } from './test-desktop.ts';

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

const totals: Totals = { passed: 0, failed: 0, skipped: 0 };

/** Runs one command as a check of its own. */
function check(name: string, command: string, args: readonly string[]): void {
  const started = performance.now();
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? '✔' : '✖'} ${name} (${seconds} s)`);
  if (status === 0) totals.passed++;
  else totals.failed++;
}

/** Runs test files with Node's own runner. */
async function tests(patterns: readonly string[], concurrency: number): Promise<void> {
  const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).map((file) => join(root, file));
  if (files.length === 0) throw new Error(`No test files match ${patterns.join(', ')}.`);
  const stream = run({ files: files.sort(), concurrency, cwd: root, timeout: 300_000 });
  stream.on('test:summary', ({ file, counts }) => {
    if (file !== undefined) return;
    totals.passed += counts.passed;
    totals.failed += counts.tests - counts.passed - counts.skipped - counts.todo;
    totals.skipped += counts.skipped + counts.todo;
  });
  const report = stream.compose(spec);
  for await (const chunk of report) process.stdout.write(chunk);
}

/** The extension in an editor: where there is a desktop in its desktop form, elsewhere in a browser. */
async function testEditor(): Promise<void> {
  if (process.platform !== 'darwin' && process.platform !== 'win32') {
    // A browser and an editor at a time are as much as two cores carry.
    await tests(['test/editor/*.test.ts'], 1);
    return;
  }
  const outcome = await testDesktop('stable');
  if (outcome === 'passed') totals.passed++;
  else if (outcome === 'failed' || process.env.CI === 'true') totals.failed++;
  else totals.skipped++;
  const said = typeof outcome === 'string' ? outcome : `left out, ${outcome.leftOut}`;
  console.log(`${outcome === 'passed' ? '✔' : '✖'} the suite in a desktop VS Code: ${said}`);
}

/**
 * The suites that ask real programs built with Go: a Kubernetes control plane, which is built first where it can be (that takes
 * minutes, once), and the arbiters of what is rendered.
 */
async function testCluster(): Promise<void> {
  if (goLacking() === undefined) check('control plane', node, [join(root, 'test/control-plane/build.ts')]);
  await tests(['test/control-plane/*.test.ts', 'test/arbiters/**/*.test.ts'], 1);
}

const node = process.execPath;
const unit = [
  'test/core/**/*.test.ts',
  'test/tidy/**/*.test.ts',
  'test/protocol/**/*.test.ts',
  'test/webview/**/*.test.ts',
  'test/grammar/**/*.test.ts',
];
const slow = [
  'test/server/**/*.test.ts',
  'test/cli/**/*.test.ts',
  'test/extension/**/*.test.ts',
  'test/tools/**/*.test.ts',
  'test/corpus/**/*.test.ts',
  'test/conformance/**/*.test.ts',
];

if (process.argv.includes('--unit')) await tests(unit, 2);
else if (process.argv.includes('--cluster')) await testCluster();
else {
  const bin = (name: string) => join(root, 'node_modules', '.bin', name);
  check('types', bin('tsc'), ['--noEmit', '-p', '.']);
  check('format and lint', bin('biome'), ['check', '--error-on-warnings', '.']);
  check('build', node, [join(root, 'src/tools/build.ts')]);
  check('package', node, [join(root, 'src/tools/package.ts')]);
  await tests([...unit, ...slow], 2);
  await testEditor();
  await testCluster();
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed > 0 ? 1 : 0;
