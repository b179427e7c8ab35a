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
      lines.push(`    ${quote(card.id)} [label=${quote([card.label, card.detail, ...rows].join('\n'))}];`);
    }
    lines.push('  }');
  }
  const seen = new Set<string>();
  for (const edge of model.edges) {
    const from = index.cardOf(edge.from);
    const to = index.cardOf(edge.to);
    if (edge.kind === 'localhost' || from === undefined || to === undefined || from === to) continue;
    const style = edge.verdict === 'broken' ? ' [style=dashed, color=red, label="✗"]' : '';
    const line = `  ${quote(from.id)} -> ${quote(to.id)}${style};`;
    if (!seen.has(line)) lines.push(line);
    seen.add(line);
  }
  return `${[...lines, '}'].join('\n')}\n`;
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
