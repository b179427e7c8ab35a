import { main } from './main.ts';

// A reader that stops early (`portolan lint | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  colours: process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '',
  cwd: process.cwd(),
});
