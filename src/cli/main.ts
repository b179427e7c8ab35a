import { explain } from './explain.ts';
import { lint } from './lint.ts';
import { map } from './map.ts';
import type { Outcome, Streams } from './outcome.ts';
import { packageManifest } from './package-manifest.ts';
import { rules } from './rules.ts';
import { serve } from './serve.ts';
import { UsageError } from './usage.ts';

const help = `Portolan checks the network of Kubernetes manifests.

Usage: portolan COMMAND [ARGUMENT…]

  lint [PATH… | -]          findings; - reads standard input
      --format human|json|sarif|github
      --severity error|warning|info|hint   what is printed, and from where on the exit code is 1
      --config FILE                        another file than .portolan.yaml
  map [PATH…]               the network map
      --format svg|mermaid|dot|json|html   (default: svg)
      --stack NAME  --output FILE  --serve [--port N]
  explain FILE:LINE[:COL]   what the editor's hover says there
      --in PATH…                           the workspace (default: the current folder)
  rules [CODE]              the rules, or the page of one
      --format human|json
  serve --stdio             the language server

  --help, --version

Exit codes: 0 clean, 1 findings at or above the threshold, 2 something could not be read or run.
`;

const commands: Readonly<Record<string, (args: readonly string[], streams: Streams) => Outcome | Promise<Outcome>>> = {
  lint,
  map,
  explain,
  rules,
  serve,
};

/** Runs one command line; `streams` is what the process has. Returns the exit code. */
export async function main(args: readonly string[], streams: Streams): Promise<Outcome> {
  const [command = '', ...rest] = args;
  if (command === '--help' || command === '-h' || command === 'help' || rest.includes('--help')) {
    streams.out(help);
    return 0;
  }
  if (command === '--version' || command === '-V') {
    streams.out(`${packageManifest().version}\n`);
    return 0;
  }
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (run === undefined) {
    streams.err(
      command === ''
        ? help
        : `There is no command "${command}". Commands: ${Object.keys(commands).join(', ')}. See portolan --help.\n`,
    );
    return 2;
  }
  try {
    return await run(rest, streams);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    streams.err(`${error.message}\nSee portolan --help.\n`);
    return 2;
  }
}
