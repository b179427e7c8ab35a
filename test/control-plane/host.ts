import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Answers, Duties, Question } from './agent.ts';
import { atEnd } from './at-end.ts';

const agent = fileURLToPath(new URL('agent.ts', import.meta.url));

/**
 * A network namespace with a process in it. The namespace has no name and lives as long as the process, which ends with this
 * one: nothing is left over, whatever happens.
 */
export class Host {
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #asked: PromiseWithResolvers<readonly string[]>[] = [];

  /** `onConnection` gets the connections that the host hands on. */
  constructor(duties: Duties, onConnection?: (socket: Socket) => void) {
    this.#child = spawn('unshare', ['--net', process.execPath, agent, JSON.stringify(duties)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const keep = atEnd(() => this.#child.kill('SIGKILL'));
    this.#ended = new Promise((resolve) => {
      for (const event of ['error', 'exit'])
        this.#child.once(event, () => {
          keep();
          resolve();
        });
    });
    this.ready = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', () => {
        const error = new Error('The process of a network namespace ended.');
        reject(error);
        for (const answer of this.#asked) answer.reject(error);
      });
      this.#child.on('message', (message: Answers | 'ready' | 'connection', handle) => {
        if (message === 'ready') resolve();
        else if (message === 'connection') onConnection?.(handle as Socket);
        else this.#asked[message.id]?.resolve(message.outcomes);
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What becomes of some connections made at a time. */
  connect(question: Omit<Question, 'id'>): Promise<readonly string[]> {
    const answer = Promise.withResolvers<readonly string[]>();
    const id = this.#asked.push(answer) - 1;
    this.#child.send({ id, ...question } satisfies Question);
    return answer.promise;
  }

  /** The command that runs a program here. */
  within(command: readonly string[]): readonly [string, ...string[]] {
    return ['nsenter', `--net=/proc/${this.pid}/ns/net`, ...command];
  }

  /** Runs a program here to its end; throws if it fails. */
  run(command: readonly string[], input = ''): string {
    const [program, ...args] = this.within(command);
    const { status, stdout, stderr, error } = spawnSync(program, args, { input, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command.join(' ')} failed: ${error?.message ?? stderr}`);
    return stdout;
  }

  /** Sets up interfaces, addresses and routes by lines for `ip`. */
  configure(lines: readonly string[]): void {
    this.run(['ip', '-batch', '-'], lines.join('\n'));
  }

  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#ended;
  }
}
