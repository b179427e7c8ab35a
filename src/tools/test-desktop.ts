/**
 * `npm run test:desktop [-- VERSION]`: runs the suite of `test/editor/suite.ts` in a desktop VS Code with the packaged
 * extension installed. Fetches the newest stable version unless one is named. Exit code 2 when it cannot be fetched or started.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import {
  downloadAndUnzipVSCode,
  resolveCliPathFromVSCodeExecutablePath,
  runTests,
  SilentReporter,
  TestRunFailedError,
} from '@vscode/test-electron';
import { build } from './build.ts';
import { cacheFolder } from './cache.ts';
import { type EditorSuite, prepareSuite } from './editor-suite.ts';
import { packageExtension, vsix } from './package.ts';

/** How the run went; `left out` comes with what is lacking here. */
export type DesktopOutcome = 'passed' | 'failed' | { readonly leftOut: string };

/** Runs the suite with the VSIX of `dist/`. */
export async function testDesktop(version: string): Promise<DesktopOutcome> {
  const hasDisplay = process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
  if (process.platform === 'linux' && !hasDisplay)
    return { leftOut: 'there is no display; "npm test" runs the same suite without one' };
  let executable: string;
  try {
    executable = await fetchEditor(version);
  } catch (error) {
    return { leftOut: `VS Code ${version} could not be fetched: ${reasonOf(error)}` };
  }
  const folder = mkdtempSync(join(tmpdir(), 'ptl-'));
  try {
    return await runIn(folder, executable);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Where editors are kept between runs, outside the repository. */
function fetchEditor(version: string): Promise<string> {
  const cachePath = join(cacheFolder(), 'desktop');
  mkdirSync(cachePath, { recursive: true });
  return downloadAndUnzipVSCode({ version, cachePath, reporter: new SilentReporter() });
}

async function runIn(folder: string, executable: string): Promise<DesktopOutcome> {
  const { workspace, suite, driver }: EditorSuite = await prepareSuite(folder);
  const profile = [`--user-data-dir=${join(folder, 'user')}`, `--extensions-dir=${join(folder, 'extensions')}`];
  const problem = installExtension(executable, profile);
  if (problem !== undefined) return { leftOut: `VS Code could not be started: ${problem}` };
  let output = '';
  const stdout = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      output += chunk.toString();
      process.stdout.write(chunk, () => done());
    },
  });
  try {
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: driver,
      extensionTestsPath: suite,
      launchArgs: [workspace, ...profile],
      stdout,
    });
    return 'passed';
  } catch (error) {
    // An editor that never came to the first check was not able to run here.
    if (/[✔✖]/.test(output) || !(error instanceof TestRunFailedError)) return 'failed';
    return { leftOut: `VS Code could not be started: it ended with ${error.code ?? error.signal}` };
  }
}

/** Installs the VSIX; says what went wrong, if something did. */
function installExtension(executable: string, profile: readonly string[]): string | undefined {
  const isWindows = process.platform === 'win32';
  const cli = resolveCliPathFromVSCodeExecutablePath(executable);
  // Windows starts the command's script through a shell, which takes quotes to keep spaces.
  const quote = (text: string) => (isWindows ? `"${text}"` : text);
  const args = ['--install-extension', vsix, ...profile].map(quote);
  const { status, stderr, error } = spawnSync(quote(cli), args, { encoding: 'utf8', shell: isWindows });
  return status === 0 ? undefined : (error?.message ?? (stderr.trim() || `its command line ended with ${status}`));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

if (import.meta.main) {
  await build();
  await packageExtension();
  const outcome = await testDesktop(process.argv[2] ?? 'stable');
  if (typeof outcome === 'object') console.error(`The suite did not run in a desktop VS Code: ${outcome.leftOut}.`);
  process.exitCode = outcome === 'passed' ? 0 : outcome === 'failed' ? 1 : 2;
}
