import { indexModel } from '../index-model.ts';
import type { MapModel } from '../model.ts';

/** The map as a Graphviz digraph of cards, one cluster a namespace. */
export function toDot(model: MapModel<unknown>): string {
  const index = indexModel(model);
  const lines = ['digraph network {', '  rankdir=LR;', '  node [shape=box, style=rounded];'];
  for (const [position, root] of index.roots.entries()) {
    if (root.kind !== 'namespace') {
      lines.push(`  ${quote(root.id)} [label=${quote(root.label)}, style=dashed];`);
      continue;
    }
    lines.push(`  subgraph cluster_${position} {`, `    label=${quote(`namespace ${root.label}`)};`);
    for (const card of index.children(root.id)) {
      const rows = index.children(card.id).map(({ label, detail }) => (detail === '' ? label : `${label} → ${detail}`));
      const texts = [card.label, card.detail, ...rows, card.shield?.words ?? ''].filter((text) => text !== '');
      lines.push(`    ${quote(card.id)} [label=${quote(...texts)}];`);
    }
    lines.push('  }');
  }
  const seen = new Set<string>();
  for (const { kind, from: start, to: end, label, verdict } of model.edges) {
    const from = index.cardOf(start);
    const to = index.cardOf(end);
    if (kind === 'localhost' || from === undefined || to === undefined || from === to) continue;
    const sign = verdict === 'broken' ? '✗ ' : verdict === 'unknown' ? '? ' : '';
    const words = `${sign}${label}`.trim();
    const attributes = [
      ...(words === '' ? [] : [`label=${quote(words)}`]),
      ...(verdict === 'broken' ? ['style=dashed', 'color=red'] : []),
    ];
    const line = `  ${quote(from.id)} -> ${quote(to.id)}${attributes.length === 0 ? '' : ` [${attributes.join(', ')}]`};`;
    if (!seen.has(line)) lines.push(line);
    seen.add(line);
  }
  return `${[...lines, '}'].join('\n')}\n`;
}

/** A quoted string of DOT, which reads entities too; its lines are told apart by an escape that no text can make. */
function quote(...lines: readonly string[]): string {
  const escaped = lines.map((line) =>
    line
      .replaceAll(/\p{Cc}/gu, ' ')
      .replaceAll('&', '&amp;')
      .replaceAll('\\', '\\\\')
      .replaceAll('"', '\\"'),
  );
  return `"${escaped.join('\\n')}"`;
}
