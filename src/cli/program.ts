import { decode, maxFileBytes, reasonOf } from '../server/node/scan.ts';
import { main } from './main.ts';
import type { Streams } from './outcome.ts';

for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that stops early (`portolan lint | head`) is no failure.
    if (error.code === 'EPIPE') return;
    process.exitCode = 2;
    if (stream !== process.stderr) process.stderr.write(`The answer cannot be written: ${error.message}.\n`);
  });

const readStdin: Streams['stdin'] = async () => {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of process.stdin) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxFileBytes) break;
    }
  } catch (error) {
    return { unreadable: reasonOf(error) };
  }
  return decode(Buffer.concat(chunks));
};

try {
  const outcome = await main(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    stdin: readStdin,
    colours: process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '' && process.env.TERM !== 'dumb',
    cwd: process.cwd(),
  });
  process.exitCode ??= outcome;
} catch (error) {
  // Whatever goes wrong is "could not run", never "found something".
  process.stderr.write(`Portolan could not run: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 2;
}
