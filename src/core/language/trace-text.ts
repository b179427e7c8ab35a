import type { Hop, HopKind, HopVerdict } from '../network/path/path.ts';
import { placesOf } from '../network/path/path.ts';
import { columns } from '../text/columns.ts';
import type { HoverLine, HoverPart } from './hover-line.ts';
import type { Question } from './question.ts';
import type { TraceAnswer } from './trace.ts';
import type { Snapshot } from './workspace.ts';

/** How an answer is written. */
export interface TraceTextOptions {
  /** How a file of the workspace is called. */
  readonly show: (file: string) => string;
  /** What the medium may show of texts that others wrote; it takes them one line at a time. */
  readonly clean: (text: string) => string;
  /** Whether the text that decides is quoted below its hop. */
  readonly quote: boolean;
}

const marks: Readonly<Record<HopVerdict, string>> = {
  ok: '✓',
  degraded: '!',
  broken: '✗',
  unknown: '?',
  'not-reached': '–',
};

const labels: Readonly<Record<HopKind, string>> = {
  localhost: 'localhost',
  entry: 'entry',
  name: 'name',
  service: 'Service',
  endpoints: 'endpoints',
  proxy: 'kube-proxy',
  'policy-egress': 'policy, egress',
  'policy-ingress': 'policy, ingress',
  port: 'port',
  container: 'container',
};

/** Hops whose reasons name what they are about. */
const plain: ReadonlySet<HopKind> = new Set(['name', 'proxy', 'policy-egress', 'policy-ingress']);

/** Where the places of hops stand at most; what is longer pushes them aside. */
const widest = 88;

/** An answer for people: the verdict, a line a hop with where it stands, and what mends it. */
export function traceLines(
  { from, to, port }: Question,
  answer: TraceAnswer,
  snapshot: Snapshot,
  options: TraceTextOptions,
): readonly HoverLine[] {
  const { clean } = options;
  const decides = answer.hops.find(({ verdict }) => verdict === answer.verdict);
  const at = decides === undefined || answer.verdict === 'ok' ? '' : ` at ${labels[decides.kind]}`;
  const target = `${from} → ${to}${port === undefined ? '' : ` port ${port}`}`;
  const rows = answer.hops.map((hop) => ({ hop, text: clean(textOf(hop)), places: linksOf(hop, snapshot, options) }));
  const width = Math.min(widest, Math.max(0, ...rows.map(({ text }) => columns(text))));
  const lines = rows.flatMap(({ hop, text, places }): HoverLine[] => [
    places.length === 0 ? [text] : [text, ' '.repeat(Math.max(0, width - columns(text)) + 2), ...places],
    ...(options.quote && isWorthQuoting(hop) ? quotesOf(hop, snapshot, options) : []),
  ]);
  const mends = answer.hops.find((hop) => hop.verdict === 'broken' && hop.fix !== undefined);
  const [place] = mends === undefined ? [] : linksOf(mends, snapshot, options);
  const others = answer.alsoIn.map(({ stack, verdict }) => `${stack}: ${verdict}`).join(', ');
  return [
    [`${clean(target)}  ${answer.verdict.toUpperCase()}${at}`],
    ...lines,
    ...(mends?.fix === undefined || place === undefined ? [] : [[`To fix it: ${clean(mends.fix)} in `, place]]),
    [clean(`Stack ${answer.stack}${others === '' ? '' : `; also in ${others}`}`)],
  ];
}

function textOf(hop: Hop): string {
  return `${marks[hop.verdict]} ${labels[hop.kind].padEnd(16)} ${hop.verdict === 'not-reached' ? 'not reached; ' : ''}${saidOf(hop)}`;
}

/** What a hop comes to, with what it is about. */
export function saidOf({ kind, subject, reason }: Hop): string {
  return subject === '' || plain.has(kind) ? reason : `${subject}: ${reason}`;
}

/** `web.yaml:12, policies.yaml:4`: the first two lines that a hop's answer follows from. */
function linksOf(hop: Hop, snapshot: Snapshot, { show, clean }: TraceTextOptions): readonly HoverPart[] {
  const places = new Map(
    placesOf(hop).map((to) => {
      const { file, range } = snapshot.locate(to);
      const text = clean(`${show(file)}:${range.start.line + 1}`);
      return [text, { text, to }];
    }),
  );
  return [...places.values()].slice(0, 2).flatMap((part, index) => (index === 0 ? [part] : [', ', part]));
}

/** What a hop that lets everything pass rests on nobody needs to read; a policy's rule says who may and who may not. */
function isWorthQuoting({ kind, verdict }: Hop): boolean {
  return verdict !== 'not-reached' && (verdict !== 'ok' || kind.startsWith('policy-'));
}

const indent = ' '.repeat(19);
const longest = 100;

function quotesOf(hop: Hop, snapshot: Snapshot, { clean }: TraceTextOptions): readonly HoverLine[] {
  const lines = new Map<string, HoverLine>();
  for (const to of placesOf(hop).slice(0, 3)) {
    const { file, range } = snapshot.locate(to);
    const { line } = range.start;
    const written = clean(snapshot.lines(file).line(line).trim());
    const number = `${line + 1}`.padStart(4);
    const shown = written.length > longest ? `${written.slice(0, longest)}…` : written;
    lines.set(`${file}:${line}`, [indent, { text: number, to }, ` │ ${shown}`]);
  }
  return [...lines.values()];
}
