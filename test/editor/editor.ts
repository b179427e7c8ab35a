import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { install } from './install.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What an editor is started with. */
export interface EditorOptions {
  /** Folder that is copied and opened. */
  readonly workspace: string;
  /** Whether the folder counts as trusted. */
  readonly trusted: boolean;
}

/** A VS Code server with the packaged extension, and a browser to look at it. */
export interface Editor {
  /** The copy of the workspace that is open. */
  readonly workspace: string;
  /** Writes the settings of the workspace. */
  settings(values: Readonly<Record<string, unknown>>): void;
  /** Opens the workbench. */
  open(): Promise<Page>;
  /** Runs the suite inside the extension host; what it prints, and whether it passed. */
  runSuite(): Promise<{ readonly code: number; readonly output: string }>;
  close(): Promise<void>;
}

/** Starts an editor with the VSIX of `dist/` in fresh folders; everything listens on the loopback and ends with `close`. */
export async function startEditor({ workspace: source, trusted }: EditorOptions): Promise<Editor> {
  const { server, require } = install();
  const folder = mkdtempSync(join(tmpdir(), 'portolan-editor-'));
  const workspace = join(folder, 'workspace');
  const data = join(folder, 'data');
  cpSync(source, workspace, { recursive: true });
  const main = join(server, 'out/server-main.js');
  const common = ['--server-data-dir', data, '--accept-server-license-terms', '--telemetry-level', 'off'];
  const vsix = join(root, 'dist/portolan.vsix');
  const installed = spawnSync(process.execPath, [main, ...common, '--install-extension', vsix], { encoding: 'utf8' });
  if (installed.status !== 0)
    throw new Error(`The VSIX could not be installed: ${installed.stdout}${installed.stderr}`);
  const suite = join(folder, 'suite.cjs');
  await build({
    entryPoints: [join(root, 'test/editor/suite.ts')],
    outfile: suite,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  const port = await freePort();
  const process_ = spawn(
    process.execPath,
    [
      main,
      ...common,
      ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--enable-smoke-test-driver'],
      ...(trusted ? ['--disable-workspace-trust'] : []),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  await listening(process_);
  const browser = await launch(require);
  const address = (payload: readonly (readonly [string, string])[]) =>
    `http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(
      JSON.stringify([['skipWelcome', 'true'], ...payload]),
    )}`;
  const remote = (path: string) => `vscode-remote://remote${path}`;
  return {
    workspace,
    settings: (values) => {
      mkdirSync(join(workspace, '.vscode'), { recursive: true });
      writeFileSync(join(workspace, '.vscode/settings.json'), JSON.stringify(values));
    },
    open: async () => {
      const page = await browser.newPage({ viewport: { width: 1720, height: 900 } });
      await page.goto(address([]));
      await page.waitForSelector('.monaco-workbench');
      return page;
    },
    runSuite: async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const lines: string[] = [];
      const exit = new Promise<number>((resolve) => {
        void page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => lines.push(args.join(' ')));
        void page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
      });
      await page.goto(
        address([
          ['extensionDevelopmentPath', remote(join(root, 'test/editor/driver'))],
          ['extensionTestsPath', remote(suite)],
        ]),
      );
      const code = await exit;
      await context.close();
      return { code, output: lines.join('\n') };
    },
    close: async () => {
      await browser.close();
      await ended(process_);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function launch(require: NodeJS.Require): Promise<Browser> {
  const { chromium } = require('playwright-core') as typeof import('playwright-core');
  const url = pathToFileURL(require.resolve('@sparticuz/chromium')).href;
  const { default: packaged } = (await import(url)) as {
    default: { readonly args: readonly string[]; executablePath(): Promise<string> };
  };
  const unwanted = /^--(single-process|no-zygote|headless)/;
  return chromium.launch({
    executablePath: await packaged.executablePath(),
    args: [
      ...packaged.args.filter((argument) => !unwanted.test(argument)),
      ...['--no-sandbox', '--headless', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    ],
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function listening(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Extension host agent listening')) resolve();
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.once('exit', (code) => reject(new Error(`The editor's server ended with ${code}: ${output}`)));
  });
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null) return resolve();
    server.once('exit', () => resolve());
    server.kill();
  });
}
