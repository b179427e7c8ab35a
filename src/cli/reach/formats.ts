import { rangesOf } from '../../core/network/policy/ports.ts';
import { inCommon } from '../../core/network/reach/in-common.ts';
import type { Pairs, PlacePair } from '../../core/network/reach/pairs.ts';
import { pairWords, portWords } from '../../core/network/reach/port-words.ts';
import { printable } from '../format/terminal.ts';
import type { AnalyzerRow } from './netpol-analyzer.ts';

/** One block of lines a source. Who connects to all other workloads in the same way gets one line for them. */
export function toHuman({ workloads, pairs }: Pairs, stack: string): string {
  const blocks = new Map<string, PlacePair[]>();
  const connected = new Set<string>();
  for (const pair of pairs) {
    const block = blocks.get(pair.from);
    if (block === undefined) blocks.set(pair.from, [pair]);
    else block.push(pair);
    connected.add(pair.from).add(pair.to);
  }
  const names = new Set(workloads.map(({ name }) => name));
  const texts = [...blocks].map(([from, block]) => `${[printable(from), ...linesOf(from, block, names)].join('\n')}\n`);
  for (const { name } of workloads) if (!connected.has(name)) texts.push(`${printable(name)}  connects to nobody\n`);
  const count = pairs.length === 1 ? '1 connection' : `${pairs.length} connections`;
  const among = workloads.length === 1 ? '1 workload' : `${workloads.length} workloads`;
  return [...texts, `${count} among ${among} and the addresses outside (${printable(stack)})\n`].join('\n');
}

function linesOf(from: string, block: readonly PlacePair[], workloads: ReadonlySet<string>): readonly string[] {
  const others = [...workloads].filter((name) => name !== from);
  const everyone = inCommon(others, new Map(block.map((pair) => [pair.to, pairWords(pair)])));
  const listed = everyone === undefined ? block : block.filter(({ to }) => to === from || !workloads.has(to));
  const other = workloads.has(from) ? 'other ' : '';
  return [
    ...(everyone === undefined ? [] : [`  → all ${others.length} ${other}workloads  ${everyone.answer}`]),
    ...listed.map((pair) => `  → ${printable(pair.to)}  ${pairWords(pair)}`),
  ];
}

/** The contract of DESIGN: places, and the ranges of ports between them. */
export function toJson({ workloads, pairs }: Pairs, stack: string): string {
  const report = {
    version: 1,
    stack,
    workloads: workloads.map(({ name }) => name),
    connections: pairs.map(({ from, to, allowed, unknown }) => ({
      from,
      to,
      allowed: rangesOf(allowed),
      unknown: rangesOf(unknown),
    })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** One line a pair. */
export function toCsv({ pairs }: Pairs): string {
  const rows = pairs.map(({ from, to, allowed, unknown }) => [
    from,
    to,
    allowed.length === 0 ? '' : portWords(allowed),
    unknown.length === 0 ? '' : portWords(unknown),
  ]);
  return csv([['from', 'to', 'allowed', 'unknown'], ...rows]);
}

/** A Graphviz digraph, one cluster a namespace. */
export function toDot({ workloads, pairs }: Pairs): string {
  const lines = ['digraph reach {', '  rankdir=LR;', '  node [shape=box, style=rounded];'];
  const namespaces = new Set(workloads.map(({ namespace }) => namespace));
  for (const [index, namespace] of [...namespaces].entries()) {
    lines.push(`  subgraph cluster_${index} {`, `    label=${quote(`namespace ${namespace}`)};`);
    for (const place of workloads) if (place.namespace === namespace) lines.push(`    ${quote(place.name)};`);
    lines.push('  }');
  }
  const known = new Set(workloads.map(({ name }) => name));
  const outside = new Set(pairs.flatMap(({ from, to }) => [from, to]).filter((name) => !known.has(name)));
  for (const name of outside) lines.push(`  ${quote(name)} [style=dashed];`);
  for (const pair of pairs) {
    const style = pair.allowed.length === 0 ? ', style=dashed' : '';
    lines.push(`  ${quote(pair.from)} -> ${quote(pair.to)} [label=${quote(pairWords(pair))}${style}];`);
  }
  return `${[...lines, '}'].join('\n')}\n`;
}

/** Rows as netpol-analyzer prints them in a format. */
export function analyzerText(rows: readonly AnalyzerRow[], format: 'human' | 'json' | 'csv' | 'dot'): string {
  switch (format) {
    case 'json':
      return JSON.stringify(rows, undefined, 2);
    case 'csv':
      return csv([['src', 'dst', 'conn'], ...rows.map(({ src, dst, conn }) => [src, dst, conn])]);
    case 'dot':
      return `${['digraph {', ...rows.map(({ src, dst, conn }) => `  ${quote(src)} -> ${quote(dst)} [label=${quote(conn)}]`), '}'].join('\n')}\n`;
    case 'human':
      return rows.map(({ src, dst, conn }) => `${src} => ${dst} : ${conn}\n`).join('');
  }
}

function csv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}

/** A quoted string of DOT. */
function quote(text: string): string {
  return `"${text
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')}"`;
}
