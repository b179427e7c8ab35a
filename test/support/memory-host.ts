import type { Host } from '../../src/server/host.ts';

/** A machine of which a test decides everything: one folder of files in memory, and a clock that reading moves on. */
export class MemoryHost implements Host {
  /** URI of the folder. */
  readonly uri = 'file:///memory';
  readonly files: Map<string, string>;
  /** Milliseconds that it takes to read a file. */
  readonly cost: number;
  /** Called when the server looks at its messages; it goes on when the result resolves. */
  whenPaused: () => Promise<void> = async () => undefined;
  #now = 0;

  constructor(files: Readonly<Record<string, string>>, cost: number) {
    this.files = new Map(Object.entries(files));
    this.cost = cost;
  }

  /** URI of a file. */
  file(path: string): string {
    return `${this.uri}/${path}`;
  }

  list(_folder: string): Iterable<string> {
    return [...this.files.keys()];
  }

  lists(): boolean {
    return true;
  }

  at(_folder: string, path: string): Iterable<string> | undefined {
    return this.files.has(path) ? [path] : undefined;
  }

  read(_folder: string, path: string): { readonly text: string } | undefined {
    const text = this.files.get(path);
    if (path !== '.portolan.yaml') this.#now += this.cost;
    return text === undefined ? undefined : { text };
  }

  readContent(_folder: string, path: string): { readonly text: string; readonly size: number } | undefined {
    const text = this.files.get(path);
    return text === undefined ? undefined : { text, size: text.length };
  }

  gunzip(): undefined {
    return undefined;
  }

  now(): number {
    return this.#now;
  }

  async pause(): Promise<void> {
    await this.whenPaused();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
