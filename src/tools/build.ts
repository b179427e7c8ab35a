/**
 * Bundles what ships into `dist/`: the extension's entry, its language client (loaded when first used), the server, the
 * command line and the webview. `node src/tools/build.ts [--watch]`.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, context, build as esbuild, type Plugin } from 'esbuild';

/** The repository's root. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The protocol's library, of the version that the language client wants. */
const protocol = createRequire(createRequire(import.meta.url).resolve('vscode-languageclient/node')).resolve(
  'vscode-languageserver-protocol/node',
);

/** Leaves what is imported by some names to another bundle. */
function apart(name: string, filter: RegExp, path: string): Plugin {
  return {
    name: `${name} apart`,
    setup: ({ onResolve }) => onResolve({ filter }, () => ({ path, external: true })),
  };
}

/**
 * Leaves re2js, a tenth of a bundle that imports it, to one of its own, which is loaded when the first regular expression is
 * compiled: most runs compile none.
 */
function regexApart(format: 'cjs' | 'esm'): Plugin {
  const load = format === 'cjs' ? 'require' : 'createRequire(import.meta.url)';
  const contents = `
    ${format === 'esm' ? "import { createRequire } from 'node:module';" : ''}
    const engine = () => ${load}('./re2js.cjs').RE2JS;
    export const RE2JS = { compile: (...given) => engine().compile(...given), quote: (text) => engine().quote(text) };`;
  return {
    name: 're2js apart',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^re2js$/ }, () => ({ path: 're2js', namespace: 'apart' }));
      onResolve({ filter: /^\.\/re2js\.cjs$/ }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /^re2js$/, namespace: 'apart' }, () => ({ contents }));
    },
  };
}

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  // The browser's build of `yaml` is the same code as modules, of which only what is used is bundled.
  alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
};

/** Bundles and the size that each may have at most, in bytes; a test holds them. */
export const bundles: readonly { readonly outfile: string; readonly budget: number; readonly options: BuildOptions }[] =
  [
    {
      outfile: 'dist/extension.cjs',
      budget: 60_000,
      options: {
        entryPoints: ['src/extension/main.ts'],
        platform: 'node',
        format: 'cjs',
        target: 'node22',
        external: ['vscode', './protocol.cjs', './client.cjs'],
      },
    },
    // The language client comes in two parts, so that the extension host is free between them.
    {
      outfile: 'dist/protocol.cjs',
      budget: 200_000,
      options: { entryPoints: [relative(root, protocol)], platform: 'node', format: 'cjs', target: 'node22' },
    },
    {
      outfile: 'dist/client.cjs',
      budget: 350_000,
      options: {
        entryPoints: ['src/extension/client.ts'],
        platform: 'node',
        format: 'cjs',
        target: 'node22',
        external: ['vscode'],
        plugins: [apart('protocol', /^vscode-(languageserver-protocol|jsonrpc)(\/node)?$/, './protocol.cjs')],
      },
    },
    {
      outfile: 'dist/server.cjs',
      budget: 1_000,
      options: {
        entryPoints: ['src/server/bin.ts'],
        platform: 'node',
        format: 'cjs',
        target: 'node20',
        // Required instead: the loader of modules would look through it for names.
        supported: { 'dynamic-import': false },
        plugins: [apart('service', /^\.\/node\.ts$/, './service.cjs')],
      },
    },
    {
      outfile: 'dist/service.cjs',
      budget: 1_550_000,
      options: {
        entryPoints: ['src/server/node.ts'],
        platform: 'node',
        format: 'cjs',
        target: 'node20',
        plugins: [regexApart('cjs')],
      },
    },
    {
      outfile: 'dist/re2js.cjs',
      budget: 160_000,
      options: {
        entryPoints: [relative(root, fileURLToPath(import.meta.resolve('re2js')))],
        platform: 'node',
        format: 'cjs',
        target: 'node20',
      },
    },
    {
      outfile: 'dist/cli.js',
      budget: 1_000,
      options: {
        entryPoints: ['src/cli/bin.ts'],
        platform: 'node',
        format: 'esm',
        target: 'node20',
        banner: { js: '#!/usr/bin/env node' },
        plugins: [apart('program', /^\.\/program\.ts$/, './program.js')],
      },
    },
    {
      outfile: 'dist/program.js',
      budget: 1_400_000,
      options: {
        entryPoints: ['src/cli/program.ts'],
        platform: 'node',
        format: 'esm',
        target: 'node20',
        plugins: [regexApart('esm')],
      },
    },
    {
      outfile: 'dist/webview/map.js',
      budget: 150_000,
      options: { entryPoints: ['src/webview/main.ts'], platform: 'browser', format: 'iife', target: 'es2022' },
    },
  ];

const style = {
  outfile: 'dist/webview/map.css',
  options: { entryPoints: ['src/webview/map.css'] } satisfies BuildOptions,
};

/** Bundles everything; with `watch` again and again until the process ends. */
export async function build(watch = false): Promise<void> {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  mkdirSync(join(root, 'dist/webview'), { recursive: true });
  for (const { outfile, options } of [...bundles, style]) {
    const all = { ...shared, ...options, outfile };
    if (!existsSync(join(root, (options.entryPoints as readonly string[])[0] ?? '')))
      throw new Error(`${outfile}: its entry point is missing.`);
    if (watch) await (await context(all)).watch();
    else await esbuild(all);
  }
}

if (import.meta.main) await build(process.argv.includes('--watch'));
