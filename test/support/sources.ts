import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A source file with what it imports. */
export interface Source {
  /** Path below `src/`, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Packages, or paths below `src/` for relative imports; type-only ones included. */
  readonly imports: readonly string[];
}

const importing = /(?:\bfrom\s+|\bimport\s*\(\s*|\brequire\s*\(\s*|\bimport\s+)'([^']+)'/g;

/** All TypeScript sources below `src/`. */
export function sources(): readonly Source[] {
  const base = join(root, 'src');
  return readdirSync(base, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const path = name.split(sep).join('/');
      const text = readFileSync(join(base, name), 'utf8');
      const imports = [...text.matchAll(importing)].map(([, target = '']) =>
        target.startsWith('.')
          ? relative(base, join(base, dirname(name), target))
              .split(sep)
              .join('/')
          : target,
      );
      return { path, text, imports };
    });
}
