import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { overlays } from '../core/render/kustomize/overlays.ts';
import { writeFiles } from '../support/folder.ts';
import { root } from '../support/sources.ts';
import { kustomizeBuild } from './kustomize.ts';

/** Writes what kustomize builds of our own overlays: `node test/arbiters/generate-kustomize.ts`. */
const folder = mkdtempSync(join(tmpdir(), 'portolan-kustomize-'));
const goldens: Record<string, unknown> = {};
for (const [index, overlay] of overlays.entries()) {
  const top = join(folder, String(index));
  writeFiles(top, overlay.files);
  const result = kustomizeBuild(join(top, overlay.folder));
  const words = (text: string) =>
    text
      .replace(/^# Warning.*\n/gm, '')
      .replaceAll(`${top}/`, '')
      .trim();
  goldens[overlay.name] = 'text' in result ? { text: result.text } : { refused: words(result.refused) };
}
rmSync(folder, { recursive: true });
writeFileSync(join(root, 'test/core/render/kustomize/goldens.json'), `${JSON.stringify(goldens, undefined, 2)}\n`);
