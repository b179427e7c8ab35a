import { bundledFile } from './bundled.ts';
import type { Outcome, Streams } from './outcome.ts';
import { UsageError } from './usage.ts';

export const serveHelp = `Usage: portolan serve --stdio

Starts the language server, which talks to an editor over standard input and output.
`;

/** `portolan serve --stdio`: the language server over standard input and output. */
export async function serve(args: readonly string[], _streams: Streams): Promise<Outcome> {
  // Some editors say `--stdio` once more by themselves, and which process the server is to end with.
  const isKnown = (argument: string) => argument === '--stdio' || argument.startsWith('--clientProcessId=');
  if (!args.includes('--stdio') || !args.every(isKnown))
    throw new UsageError('The language server talks over standard input and output: portolan serve --stdio.');
  const { spawn } = await import('node:child_process');
  const server = spawn(process.execPath, [bundledFile('server.cjs'), ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal));
  return new Promise((resolve) => server.on('exit', (code) => resolve(code === 0 ? 0 : 2)));
}
