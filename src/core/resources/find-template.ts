import { child, type MapNode, type Node } from '../manifest/node.ts';

/** How deep in an object its pod templates are looked for: `spec.replicatedJobs[].template.spec.template` lies 7 deep. */
const maxDepth = 10;

/**
 * The pod templates of an object of a kind that Portolan does not know: maps under a key that ends in "template" whose
 * `spec.containers` is a list. Containers without an image are left to operators' overrides, which are no template.
 */
export function findTemplates(root: MapNode): readonly MapNode[] {
  const found = new Set<MapNode>();
  search(root, 0, found);
  return [...found];
}

function search(node: Node, depth: number, found: Set<MapNode>): void {
  if (depth > maxDepth) return;
  if (node.type === 'sequence') for (const item of node.items) search(item, depth + 1, found);
  else if (node.type === 'map')
    for (const { key, value } of node.entries) {
      if (value.type === 'scalar') continue;
      if (value.type === 'map' && isTemplateKey(key.value) && isTemplate(value)) found.add(value);
      else search(value, depth + 1, found);
    }
}

function isTemplateKey(key: unknown): boolean {
  return typeof key === 'string' && key.toLowerCase().endsWith('template');
}

function isTemplate(node: MapNode): boolean {
  const containers = child(child(node, 'spec'), 'containers');
  return containers?.type === 'sequence' && containers.items.some((item) => child(item, 'image') !== undefined);
}
