import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Path of a file that ships beside the command line's bundle; found from the sources too. */
export function bundledFile(name: string): string {
  const beside = fileURLToPath(new URL(`./${name}`, import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
}
