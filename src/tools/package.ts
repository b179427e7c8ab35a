/** Packs the extension into `dist/portolan.vsix`, from what `build.ts` bundled. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { root } from './build.ts';

/** Where the packaged extension stands. */
export const vsix = join(root, 'dist/portolan.vsix');

/** Packs the extension; everything is bundled, so no dependency is packed with it. */
export async function packageExtension(): Promise<void> {
  if (!existsSync(join(root, 'dist/extension.cjs'))) throw new Error('dist/ is empty: run `npm run build` first.');
  await createVSIX({ cwd: root, packagePath: vsix, dependencies: false });
}

if (import.meta.main) await packageExtension();
