/** Runs features so that an exception in one is reported once to the log and never takes the server down. */
export class Guard {
  readonly #log: (message: string) => void;
  readonly #reported = new Set<string>();

  constructor(log: (message: string) => void) {
    this.#log = log;
  }

  /** The result of a feature, or `fallback` when it threw. */
  run<T>(feature: string, fallback: T, work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.failed(feature, error);
      return fallback;
    }
  }

  /** Lets work go on by itself. */
  background(feature: string, work: Promise<unknown>): void {
    void work.catch((error: unknown) => this.failed(feature, error));
  }

  /** Writes a failure to the log unless the same feature has failed at the same place before, with whatever message. */
  failed(feature: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const place = /^\s+at .*$/m.exec(text)?.[0] ?? text;
    const key = `${feature}\n${place}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#log(`${feature} failed; everything else goes on. ${text}`);
  }
}
