import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { plain } from '../../src/cli/render/json.ts';
import { type BuildResult, build } from '../../src/core/render/kustomize/build.ts';
import { kustomizationNames } from '../../src/core/render/kustomize/files.ts';
import { loadYamlDocuments } from '../../src/core/render/yaml/load.ts';
import { corpus } from './corpus.ts';

/** The folders of the corpus that have a kustomization, by path in it. */
export function kustomizations(): readonly string[] {
  const found: string[] = [];
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(corpus, folder), { withFileTypes: true }))
      if (entry.isDirectory()) walk(join(folder, entry.name));
      else if (kustomizationNames.includes(entry.name)) found.push(folder);
  };
  walk('');
  return found.sort();
}

const texts = new Map<string, Uint8Array | undefined>();

/** A file of the corpus. */
export function corpusFile(path: string): Uint8Array | undefined {
  if (!texts.has(path)) {
    const file = join(corpus, path);
    texts.set(path, statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file) : undefined);
  }
  return texts.get(path);
}

/** Builds a kustomization of files that are given as texts. */
export function buildFiles(files: Readonly<Record<string, string>>, folder: string): BuildResult {
  return build(folder, (path) => (Object.hasOwn(files, path) ? files[path] : undefined));
}

/** The resources of a build as plain data. */
export function resourcesOf({ resources }: BuildResult): readonly unknown[] {
  return resources.map(({ value }) => plain(value));
}

/** What kustomize printed, as plain data. */
export function printed(text: string): readonly unknown[] {
  return loadYamlDocuments(text, 'printed', { version3: true }).map(({ value }) => plain(value));
}
