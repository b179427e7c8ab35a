import { indexModel } from '../index-model.ts';
import type { MapModel, MapNode } from '../model.ts';

/** The map as a Mermaid flowchart of cards: for READMEs and pull requests. */
export function toMermaid(model: MapModel<unknown>): string {
  const index = indexModel(model);
  const names = new Map<string, string>();
  const nameOf = (id: string) => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const name = `n${names.size + 1}`;
    names.set(id, name);
    return name;
  };
  const lines = ['flowchart LR'];
  for (const root of index.roots) {
    if (root.kind !== 'namespace') {
      lines.push(
        `  ${nameOf(root.id)}${root.kind === 'internet' ? `((${quote(root.label)}))` : `[${quote(root.label)}]`}`,
      );
      continue;
    }
    lines.push(`  subgraph ${nameOf(root.id)}[${quote(`namespace ${root.label}`)}]`);
    for (const card of index.children(root.id)) lines.push(`    ${nameOf(card.id)}${shape(card)}`);
    lines.push('  end');
  }
  const seen = new Set<string>();
  for (const edge of model.edges) {
    const from = index.cardOf(edge.from);
    const to = index.cardOf(edge.to);
    if (edge.kind === 'localhost' || from === undefined || to === undefined || from === to) continue;
    const row = index.byId.get(edge.from);
    const label = row === from || row === undefined ? '' : `|${quote(`${row.label} → ${row.detail}`)}|`;
    const arrow = edge.verdict === 'broken' ? `-. ✗ .->${label}` : `-->${label}`;
    const line = `  ${nameOf(from.id)} ${arrow} ${nameOf(to.id)}`;
    if (!seen.has(line)) lines.push(line);
    seen.add(line);
  }
  return `${lines.join('\n')}\n`;
}

function shape({ kind, label, detail }: MapNode<unknown>): string {
  const title = quote(detail === '' ? label : `${label}<br>${detail}`);
  if (kind === 'service') return `([${title}])`;
  return kind === 'entry' ? `{{${title}}}` : `[${title}]`;
}

/** Mermaid reads HTML entities in quoted text and nothing else: the only line break is our own. */
function quote(text: string): string {
  const entities = (part: string) =>
    part.replaceAll(/[^\p{L}\p{N} .,:/_→×·=*()+-]/gu, (character) => `#${character.codePointAt(0)};`);
  return `"${text.split('<br>').map(entities).join('<br>')}"`;
}
