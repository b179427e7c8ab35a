import { readFileSync } from 'node:fs';

/** What the command line needs of its own package.json. */
export interface PackageManifest {
  readonly version: string;
  readonly repository: { readonly url: string };
}

/** The package.json beside the bundle's folder. */
export function packageManifest(): PackageManifest {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
    } catch {
      // Run from the sources, the file is one folder further up.
    }
  }
  throw new Error('package.json is missing beside the command line.');
}
