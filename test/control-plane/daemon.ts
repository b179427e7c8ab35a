import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { atEnd } from './at-end.ts';

/** A program that runs until it is stopped. Keeps the end of what it says, for the message when it fails. */
export class Daemon {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #said = '';
  #running = true;

  constructor(name: string, program: string, args: readonly string[]) {
    this.#name = name;
    this.#child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.#said = (this.#said + chunk.toString()).slice(-4000);
      });
    const keep = atEnd(() => this.#child.kill('SIGKILL'));
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#said += error.message;
      });
      this.#child.once('close', () => {
        this.#running = false;
        keep();
        resolve();
      });
    });
  }

  /** Throws with its last words when it is not running any more. */
  check(): void {
    if (!this.#running) throw this.failed('ended');
  }

  /** An error with its last words. */
  failed(how: string): Error {
    return new Error(`${this.#name} ${how}:\n${this.#said}`);
  }

  /** Ends it, and waits until it has: an API server needs a while, and its port is free only then. */
  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#child.kill('SIGTERM');
    const hard = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await this.#ended;
    clearTimeout(hard);
  }
}

/** Some TCP ports of the loopback interface that nobody uses at the moment. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            if (address === null || typeof address === 'string') reject(new Error('no port'));
            else resolve(address.port);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
