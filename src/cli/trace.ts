import { resolve } from 'node:path';
import { plainText } from '../core/language/hover-line.ts';
import type { Question } from '../core/language/question.ts';
import { type TraceAnswer, Tracer } from '../core/language/trace.ts';
import { traceLines } from '../core/language/trace-text.ts';
import { placesOf } from '../core/network/path/path.ts';
import { readText } from '../server/node/scan.ts';
import { printable } from './format/terminal.ts';
import { type Loaded, load } from './load.ts';
import type { Outcome, Streams } from './outcome.ts';
import { reportSkipped } from './skipped.ts';
import { knowsStack } from './stack-option.ts';
import { oneOf, readArguments, UsageError } from './usage.ts';

export const traceHelp = `Usage: portolan trace FROM TO [--port P]
       portolan trace --questions FILE|-

Follows one connection hop by hop and says which one breaks it. An end is NAMESPACE/NAME (a pod or workload),
NAMESPACE/NAME@CONTAINER, service:NAMESPACE/NAME, namespace:NAME, node:NAME, localhost, a host name or URL as the source would
write it, an IP address, or internet. A name alone is the one workload that is called so.

  --port P                 number or name (default: the only one, or that of the URL)
  --protocol TCP|UDP|SCTP  (default: TCP)
  --in PATH…               the workspace (default: the working folder)
  --stack NAME             ask this stack only
  --format human|json      (default: human)
  --questions FILE|-       one question a line, {"id","from","to","port","protocol"}; one answer a line

Exit codes: 0 it works or is not known, 1 it is broken, 2 it could not be asked.
`;

const formats = ['human', 'json'] as const;
const protocols = ['TCP', 'UDP', 'SCTP'] as const;

/** `portolan trace`: one path, or the answers to a file of questions. */
export async function trace(args: readonly string[], streams: Streams): Promise<Outcome> {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      protocol: { type: 'string', default: 'TCP' },
      in: { type: 'string', multiple: true },
      stack: { type: 'string' },
      format: { type: 'string', default: 'human' },
      questions: { type: 'string' },
    },
  });
  const format = oneOf('format', values.format, formats);
  const protocol = oneOf('protocol', values.protocol.toUpperCase(), protocols);
  const [from, to] = values.questions === undefined ? positionals : [];
  const more = positionals.slice(values.questions === undefined ? 2 : 0);
  if (values.questions === undefined && (from === undefined || to === undefined))
    throw new UsageError('Say from where and to where: portolan trace FROM TO.');
  if (more.length > 0 && values.in === undefined)
    throw new UsageError(`One connection at a time, and "${more[0]}" is left over; --in PATH… names the workspace.`);
  const port = values.port === undefined ? undefined : portOf(values.port);
  const lines = values.questions === undefined ? undefined : await questionLines(values.questions, streams);
  if (lines !== undefined && !('text' in lines)) {
    streams.err(`${printable(values.questions ?? '')}: ${printable(lines.unreadable)}\n`);
    return 2;
  }
  const loaded = load({ paths: [...(values.in ?? []), ...more], config: undefined, cwd: streams.cwd });
  reportSkipped(loaded, streams);
  const names = loaded.snapshot.stacks.map(({ name }) => name);
  if (!knowsStack(values.stack, names, streams)) return 2;
  const tracer = new Tracer(loaded.snapshot, values.stack);
  if (lines !== undefined) return answerAll(lines.text, tracer, loaded, streams);
  const question: Question = { from: from ?? '', to: to ?? '', port, protocol };
  const answer = tracer.ask(question);
  if (!answer.asked) {
    streams.err(`${printable(sentence(answer.reason))}\n`);
    return 2;
  }
  streams.out(
    format === 'json'
      ? `${JSON.stringify(toJson(null, question, answer, loaded), undefined, 2)}\n`
      : toHuman(question, answer, loaded),
  );
  return loaded.failed ? 2 : answer.verdict === 'broken' ? 1 : 0;
}

function portOf(text: string): number | string {
  if (!/^\d+$/.test(text)) return text;
  const port = Number(text);
  if (port < 1 || port > 65535) throw new UsageError(`--port takes a name or a number from 1 to 65535, not ${text}.`);
  return port;
}

async function questionLines(file: string, streams: Streams) {
  return file === '-' ? await streams.stdin() : readText(resolve(streams.cwd, file), true);
}

/** One answer a line. A line that is no question gets an answer that says so, and makes the exit code 2. */
function answerAll(text: string, tracer: Tracer, loaded: Loaded, streams: Streams): Outcome {
  let failed = loaded.failed;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const read = readQuestion(line);
    failed ||= 'fault' in read;
    const { id } = read;
    const answer = 'fault' in read ? notAsked(read.fault) : tracer.ask(read.question);
    const question = 'fault' in read ? { from: '', to: '' } : read.question;
    streams.out(`${JSON.stringify(toJson(id, question, answer, loaded))}\n`);
  }
  return failed ? 2 : 0;
}

type Id = string | number | null;

function readQuestion(line: string): { id: Id } & ({ question: Question } | { fault: string }) {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { id: null, fault: 'the line is no JSON' };
  }
  if (typeof value !== 'object' || value === null) return { id: null, fault: 'the line is no object' };
  const { id: given, from, to, port, protocol } = value as Readonly<Record<string, unknown>>;
  const id = typeof given === 'string' || typeof given === 'number' ? given : null;
  if (typeof from !== 'string' || typeof to !== 'string') return { id, fault: '"from" and "to" have to be strings' };
  if (port !== undefined && port !== null && typeof port !== 'number' && typeof port !== 'string')
    return { id, fault: '"port" has to be a number or a name' };
  if (typeof port === 'number' && !(Number.isInteger(port) && port >= 1 && port <= 65535))
    return { id, fault: '"port" has to be between 1 and 65535' };
  const named = protocol === undefined || protocol === null ? 'TCP' : String(protocol).toUpperCase();
  if (!(protocols as readonly string[]).includes(named))
    return { id, fault: `"protocol" has to be one of ${protocols.join(', ')}` };
  return { id, question: { from, to, port: port ?? undefined, protocol: named } };
}

function notAsked(reason: string): TraceAnswer {
  return { verdict: 'unknown', reason, hops: [], stack: null, alsoIn: [], asked: false };
}

/** The contract of DESIGN; its schema is `media/schemas/trace.schema.json`. */
function toJson(id: Id, { from, to, port, protocol }: Question, answer: TraceAnswer, { snapshot, show }: Loaded) {
  return {
    id,
    question: { from, to, port: port ?? null, protocol: protocol ?? 'TCP' },
    stack: answer.stack,
    verdict: answer.verdict,
    reason: answer.reason,
    hops: answer.hops.map((hop) => ({
      kind: hop.kind,
      subject: hop.subject,
      verdict: hop.verdict,
      reason: hop.reason,
      evidence: placesOf(hop).map((place) => {
        const { file, range } = snapshot.locate(place);
        return { file: show(file), range };
      }),
    })),
    alsoIn: answer.alsoIn,
  };
}

/** The answer, then a line a hop with where it stands. */
function toHuman(question: Question, answer: TraceAnswer, { snapshot, show }: Loaded): string {
  const lines = traceLines(question, answer, snapshot, { show, clean: printable, quote: false });
  return `${lines.map(plainText).join('\n')}\n`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}
