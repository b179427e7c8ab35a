import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './build.ts';

/** What the suite inside the editor runs on, in a folder of its own. */
export interface EditorSuite {
  /** A copy of the example application. */
  readonly folder: string;
  /** A workspace of that folder and a second one of the same name. */
  readonly workspace: string;
  /** The bundled suite: `extensionTestsPath`. */
  readonly suite: string;
  /** An extension without content, which editors want for running tests: `extensionDevelopmentPath`. */
  readonly driver: string;
}

/** Copies and bundles what the suite needs into a folder. */
export async function prepareSuite(into: string): Promise<EditorSuite> {
  const folder = join(into, 'shop');
  cpSync(join(root, 'media/example'), folder, { recursive: true });
  mkdirSync(join(into, 'second/shop'), { recursive: true });
  cpSync(join(root, 'media/example/cart.yaml'), join(into, 'second/shop/other.yaml'));
  const workspace = join(into, 'two.code-workspace');
  writeFileSync(workspace, JSON.stringify({ folders: [{ path: 'shop' }, { path: 'second/shop' }] }));
  const suite = join(into, 'suite.cjs');
  await build({
    entryPoints: [join(root, 'test/editor/suite.ts')],
    outfile: suite,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  return { folder, workspace, suite, driver: join(root, 'test/editor/driver') };
}
