import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { prepareSuite } from '../../src/tools/editor-suite.ts';
import { vsix } from '../../src/tools/package.ts';
import { writeFiles } from '../support/folder.ts';
import { install } from './install.ts';

/** A VS Code server with the packaged extension, and a browser to look at it. */
export interface Editor {
  /** Writes the settings of the example's folder. */
  settings(values: Readonly<Record<string, unknown>>): void;
  /** Writes files into the example's folder. */
  write(files: Readonly<Record<string, string>>): void;
  /** Opens the workbench on the example, with one of its files. */
  open(file: string): Promise<Page>;
  /** Closes the workbench of a page and opens it again as it was. */
  reopen(page: Page): Promise<void>;
  /** Ends the language servers that run in this editor, as a crash would. */
  killServers(): void;
  /** Runs the suite inside the extension host; what it prints, and whether it passed. */
  runSuite(): Promise<{ readonly code: number; readonly output: string }>;
  close(): Promise<void>;
}

/**
 * Starts an editor with the VSIX of `dist/` in fresh folders; everything listens on the loopback and ends with `close`.
 * Unless every folder is `trusted`, the editor asks, as it does by itself.
 */
export async function startEditor({ trusted }: { readonly trusted: boolean }): Promise<Editor> {
  const { server, require } = install();
  const folder = mkdtempSync(join(tmpdir(), 'portolan-editor-'));
  const data = join(folder, 'data');
  const prepared = await prepareSuite(folder);
  // The suite changes what it works on.
  const example = join(folder, 'teashop');
  cpSync(prepared.folder, example, { recursive: true });
  const main = join(server, 'out/server-main.js');
  const common = ['--server-data-dir', data, '--accept-server-license-terms', '--telemetry-level', 'off'];
  const installed = spawnSync(process.execPath, [main, ...common, '--install-extension', vsix], { encoding: 'utf8' });
  if (installed.status !== 0)
    throw new Error(`The VSIX could not be installed: ${installed.stdout}${installed.stderr}`);
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
  const browser = await launch(require).catch((error: unknown) => {
    process_.kill();
    throw error;
  });
  const address = (opened: string, payload: readonly (readonly [string, string])[]) =>
    `http://127.0.0.1:${port}/?${opened}&payload=${encodeURIComponent(
      JSON.stringify([['skipWelcome', 'true'], ...payload]),
    )}`;
  const folderOf = (path: string) => `folder=${encodeURIComponent(path)}`;
  const remote = (path: string) => `vscode-remote://remote${path}`;
  return {
    settings: (values) => writeFiles(example, { '.vscode/settings.json': JSON.stringify(values) }),
    write: (files) => writeFiles(example, files),
    reopen: async (page) => {
      await page.goto(address(folderOf(example), []));
    },
    open: async (file) => {
      const page = await browser.newPage({ viewport: { width: 1720, height: 900 } });
      const opened = `vscode-remote://127.0.0.1:${port}${join(example, file)}`;
      await page.goto(address(folderOf(example), [['openFile', opened]]));
      await page.waitForSelector(`.tab.active[aria-label*="${basename(file)}"]`);
      return page;
    },
    killServers: () => {
      for (const id of serversOf(data)) process.kill(id, 'SIGKILL');
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
        address(`workspace=${encodeURIComponent(prepared.workspace)}`, [
          ['extensionDevelopmentPath', remote(prepared.driver)],
          ['extensionTestsPath', remote(prepared.suite)],
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

/** Processes of the language server that was installed into a folder. */
function serversOf(data: string): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return command.includes(data) && command.includes('server.cjs') ? [Number(name)] : [];
    } catch {
      // The process has ended meanwhile.
      return [];
    }
  });
}

async function launch(require: NodeJS.Require): Promise<Browser> {
  const { chromium } = require('playwright-core') as typeof import('playwright-core');
  const url = pathToFileURL(require.resolve('@sparticuz/chromium')).href;
  const { default: packaged } = (await import(url)) as {
    default: { readonly args: readonly string[]; executablePath(): Promise<string> };
  };
  const unwanted = /^--(single-process|no-zygote|headless)/;
  const options = {
    executablePath: await packaged.executablePath(),
    args: [
      ...packaged.args.filter((argument) => !unwanted.test(argument)),
      ...['--no-sandbox', '--headless', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    ],
  };
  // This build of the browser crashes once in a while as it starts.
  for (let attempt = 1; ; attempt++)
    try {
      return await chromium.launch(options);
    } catch (error) {
      if (attempt === 3) throw error;
    }
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
