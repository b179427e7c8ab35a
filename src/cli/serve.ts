import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Outcome, Streams } from './outcome.ts';
import { UsageError } from './usage.ts';

/** `portolan serve --stdio`: the language server over standard input and output. */
export function serve(args: readonly string[], _streams: Streams): Promise<Outcome> {
  if (args.length !== 1 || args[0] !== '--stdio')
    throw new UsageError('The language server talks over standard input and output: portolan serve --stdio');
  const server = spawn(process.execPath, [fileURLToPath(new URL('./server.cjs', import.meta.url)), '--stdio'], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal));
  return new Promise((resolve) => server.on('exit', (code) => resolve(code === 0 ? 0 : 2)));
}
