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
      this.once(feature, error instanceof Error ? (error.stack ?? error.message) : String(error));
      return fallback;
    }
  }

  /** Writes a failure to the log unless the same feature has failed in the same way before. */
  once(feature: string, message: string): void {
    const key = `${feature}\n${message}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#log(`${feature} failed; everything else goes on. ${message}`);
  }
}
