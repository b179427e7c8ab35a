import { diff, diffHelp } from './diff.ts';
import { explain, explainHelp } from './explain.ts';
import { printable } from './format/terminal.ts';
import { lint, lintHelp } from './lint.ts';
import { map, mapHelp } from './map.ts';
import type { Outcome, Streams } from './outcome.ts';
import { packageManifest } from './package-manifest.ts';
import { reach, reachHelp } from './reach.ts';
import { render, renderHelp } from './render.ts';
import { rules, rulesHelp } from './rules.ts';
import { serve, serveHelp } from './serve.ts';
import { trace, traceHelp } from './trace.ts';
import { suggest, UsageError } from './usage.ts';

interface Command {
  readonly run: (args: readonly string[], streams: Streams) => Outcome | Promise<Outcome>;
  readonly help: string;
}

const commands: Readonly<Record<string, Command>> = {
  lint: { run: lint, help: lintHelp },
  map: { run: map, help: mapHelp },
  trace: { run: trace, help: traceHelp },
  reach: { run: reach, help: reachHelp },
  diff: { run: diff, help: diffHelp },
  render: { run: render, help: renderHelp },
  explain: { run: explain, help: explainHelp },
  rules: { run: rules, help: rulesHelp },
  serve: { run: serve, help: serveHelp },
};

const help = `Portolan checks the network of Kubernetes manifests.

Usage: portolan COMMAND [ARGUMENT…]

  lint [PATH… | -]         findings in files and folders
  map [PATH…]              the network map
  trace FROM TO            one connection, hop by hop
  reach [PATH…]            who may connect to whom
  diff OLD NEW             which connections open and close, which findings come and go; --base REV for git
  render PATH              a Helm chart or a kustomization as it is applied
  explain FILE:LINE[:COL]  what the editor's hover says there
  rules [CODE]             the rules, or the page of one
  serve --stdio            the language server

  --help, --version        portolan COMMAND --help says more about one

Exit codes: 0 clean, 1 findings at or above the threshold, 2 something could not be read or run.
`;

/** Runs one command line; `streams` is what the process has. Returns the exit code. */
export async function main(args: readonly string[], streams: Streams): Promise<Outcome> {
  const [name = '', ...rest] = args;
  const command = commandOf(name);
  const isHelp = name === 'help' || name === '--help' || name === '-h';
  if (isHelp || (command !== undefined && asksForHelp(rest))) {
    streams.out((isHelp ? commandOf(rest[0] ?? '') : command)?.help ?? help);
    return 0;
  }
  if (name === '--version' || name === '-V') {
    streams.out(`${packageManifest().version}\n`);
    return 0;
  }
  try {
    if (name === '') throw new UsageError('Say what to do.');
    if (command === undefined) {
      const names = Object.keys(commands);
      const what = name.startsWith('-') ? 'option' : 'command';
      throw new UsageError(`There is no ${what} ${suggest(name, names)}. Commands: ${names.join(', ')}.`);
    }
    return await command.run(rest, streams);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    streams.err(`${printable(error.message)}\nSee portolan ${command === undefined ? '' : `${name} `}--help.\n`);
    return 2;
  }
}

function commandOf(name: string): Command | undefined {
  return Object.hasOwn(commands, name) ? commands[name] : undefined;
}

/** Whether `--help` stands among the options; behind `--` everything is a path. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).some((argument) => argument === '--help' || argument === '-h');
}
