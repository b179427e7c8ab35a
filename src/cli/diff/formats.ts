import { changePlaces, type StackChanges } from '../../core/language/compare.ts';
import { rangesOf, unite } from '../../core/network/policy/ports.ts';
import type { Change } from '../../core/network/reach/changes.ts';
import type { Finding } from '../../core/rules/rule.ts';
import { annotation, findingAnnotation } from '../format/github.ts';
import { headLine, painter, plural } from '../format/human.ts';
import { findingJson } from '../format/json.ts';
import { printable } from '../format/terminal.ts';
import type { Loaded } from '../load.ts';
import { type BlockLine, blocksOf, headOf } from './blocks.ts';

/** What a format prints. */
export interface DiffResult {
  readonly before: Loaded;
  readonly after: Loaded;
  readonly stacks: readonly StackChanges[];
  /** Findings at or above what is printed. */
  readonly findings: { readonly new: readonly Finding[]; readonly fixed: readonly Finding[] };
  readonly colours: boolean;
}

/** The contract of DESIGN; its schema is `media/schemas/diff.schema.json`. */
export function toJson({ before, after, stacks, findings }: DiffResult): string {
  const report = {
    version: 1,
    opened: connections(stacks.flatMap(({ opened }) => opened)),
    closed: connections(stacks.flatMap(({ closed }) => closed)),
    findings: {
      new: findings.new.map((finding) => findingJson(finding, after)),
      fixed: findings.fixed.map((finding) => findingJson(finding, before)),
    },
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** What happened between two places in several stacks is one connection. */
function connections(changes: readonly Change[]): readonly object[] {
  const found = new Map<string, Change>();
  for (const change of changes) {
    const key = `${change.from} ${change.to}`;
    const known = found.get(key);
    found.set(key, known === undefined ? change : { ...change, ports: unite(known.ports, change.ports) });
  }
  return [...found.values()].map(({ from, to, ports }) => ({ from, to, ports: rangesOf(ports) }));
}

/** A block for each workload, or workloads, to which something happened; then the findings, a line each. */
export function toHuman(result: DiffResult): string {
  const { before, after, findings, colours } = result;
  const paint = painter(colours);
  const styles = { '+': 'green', '−': 'red' } as const;
  const stacks = changedStacks(result);
  const parts: string[] = [];
  for (const stack of stacks) {
    if (stacks.length > 1) parts.push(`${paint('bold', `Stack ${printable(stack.name)}`)}\n`);
    for (const block of blocksOf(stack)) {
      const lines = block.lines.map((line) => `  ${paint(styles[line.sign], printable(wordsOf(line)))}`);
      parts.push(`${[paint('bold', printable(headOf(block, stack))), ...lines].join('\n')}\n`);
    }
  }
  const listed = [
    ...findings.new.map((finding) => `${paint(styles['+'], '+')} ${headLine(finding, after, paint)}\n`),
    ...findings.fixed.map((finding) => `${paint(styles['−'], '−')} ${headLine(finding, before, paint)}\n`),
  ];
  if (listed.length > 0) parts.push(listed.join(''));
  return [...parts, `${paint('bold', summary(result))}\n`].join('\n');
}

/** Annotations of new findings, and notices of what opened and closed. */
export function toGithub(result: DiffResult): string {
  const { after, findings } = result;
  const stacks = changedStacks(result);
  const notices = stacks.flatMap((stack) => {
    const placeOf = changePlaces(stack);
    return blocksOf(stack).map((block) => {
      const where = stacks.length > 1 ? ` (stack ${stack.name})` : '';
      const message = [`${headOf(block, stack)}${where}`, ...block.lines.map(wordsOf)];
      const signs = new Set(block.lines.map(({ sign }) => sign));
      const happened = [...(signs.has('+') ? ['opened'] : []), ...(signs.has('−') ? ['closed'] : [])];
      const place = placeOf(block.example, block.workloads[0] ?? '');
      return annotation('notice', `Connections ${happened.join(' and ')}`, message, place, after);
    });
  });
  return [...findings.new.map((finding) => findingAnnotation(finding, after)), ...notices].join('');
}

function changedStacks({ stacks }: DiffResult): readonly StackChanges[] {
  return stacks.filter(({ opened, closed }) => opened.length + closed.length > 0);
}

function wordsOf({ sign, arrow, peer, ports }: BlockLine): string {
  return `${sign} ${arrow} ${peer}  ${ports}`;
}

function summary({ stacks, findings }: DiffResult): string {
  const sum = (count: (stack: StackChanges) => number) => stacks.reduce((total, stack) => total + count(stack), 0);
  const [opened, closed] = [sum((stack) => stack.opened.length), sum((stack) => stack.closed.length)];
  const [found, fixed] = [findings.new.length, findings.fixed.length];
  const workloads = sum(({ before, after }) => new Set([...before.keys(), ...after.keys()]).size);
  const among = `(${plural(workloads, 'workload')} in ${plural(stacks.length, 'stack')})`;
  if (opened + closed + found + fixed === 0)
    return `No connection opens or closes, and no finding is new or fixed ${among}`;
  return `${plural(opened, 'connection')} opened, ${closed} closed; ${plural(found, 'finding')} new, ${fixed} fixed ${among}`;
}

/** Of how many pairs it cannot be said whether anything happened, in a sentence; `undefined` where there are none. */
export function unsureSentence(stacks: readonly StackChanges[]): string | undefined {
  const unsure = stacks.reduce((sum, stack) => sum + stack.unsure, 0);
  if (unsure === 0) return undefined;
  return `Of ${plural(unsure, 'pair')} of workloads or addresses it is not known whether a connection opens or closes.`;
}
