import { indexModel } from '../index-model.ts';
import type { MapModel, MapNode } from '../model.ts';

/** The map as a Mermaid flowchart of cards: for READMEs and pull requests. */
export function toMermaid(model: MapModel<unknown>): string {
  const index = indexModel(model);
  const names = new Map<string, string>();
  const nameOf = (id: string) => {
    const name = names.get(id) ?? `n${names.size + 1}`;
    names.set(id, name);
    return name;
  };
  const lines = ['flowchart LR'];
  for (const root of index.roots) {
    if (root.kind !== 'namespace') {
      const [open, close] = root.kind === 'internet' ? ['((', '))'] : ['[', ']'];
      lines.push(`  ${nameOf(root.id)}${open}${quote(root.label)}${close}`);
      continue;
    }
    lines.push(`  subgraph ${nameOf(root.id)}[${quote(`namespace ${root.label}`)}]`);
    for (const card of index.children(root.id)) lines.push(`    ${nameOf(card.id)}${shape(card)}`);
    lines.push('  end');
  }
  const seen = new Set<string>();
  for (const { kind, from: start, to: end, label, verdict } of model.edges) {
    const from = index.cardOf(start);
    const to = index.cardOf(end);
    if (kind === 'localhost' || from === undefined || to === undefined || from === to) continue;
    const words = verdict === 'broken' ? ['✗', label] : verdict === 'unknown' ? ['?', label] : [label];
    const text = words.join(' ').trim();
    const arrow = verdict === 'broken' ? '-.-x' : '-->';
    const line = `  ${nameOf(from.id)} ${arrow}${text === '' ? '' : `|${quote(text)}|`} ${nameOf(to.id)}`;
    if (!seen.has(line)) lines.push(line);
    seen.add(line);
  }
  return `${lines.join('\n')}\n`;
}

function shape({ kind, label, detail, shield }: MapNode<unknown>): string {
  const title = quote(label, ...[detail, shield?.words ?? ''].filter((line) => line !== ''));
  if (kind === 'service') return `([${title}])`;
  return kind === 'entry' ? `{{${title}}}` : `[${title}]`;
}

/** Mermaid reads numeric entities in quoted text: everything that it or Markdown could take for more is one. */
function quote(...lines: readonly string[]): string {
  const entities = (line: string) =>
    line.replaceAll(/[^\p{L}\p{N} .,:/→×·=+✗?-]/gu, (character) => `#${character.codePointAt(0)};`);
  return `"${lines.map(entities).join('<br>')}"`;
}
