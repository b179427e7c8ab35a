import type { Location, ManifestDocument } from '../manifest/document.ts';
import type { Resource } from '../resources/resource.ts';
import type { Finding } from '../rules/rule.ts';
import { contains, type Span } from '../text/span.ts';
import { byText } from '../text/words.ts';
import type { World } from '../world/world.ts';
import type { MapEdge, MapFinding, MapModel, MapNode } from './model.ts';

/** What a builder gives for a node; the collector knows its namespace, findings and id. */
export type NodeDraft = Omit<MapNode, 'findings' | 'explanation' | 'order'> & {
  readonly explanation?: readonly string[];
  readonly order?: number;
};

/** Gathers the nodes and edges of a map while it is built. */
export class MapCollector {
  readonly world: World;
  readonly #nodes = new Map<string, MapNode>();
  readonly #edges = new Map<string, MapEdge>();
  readonly #findings = new Map<ManifestDocument, Finding[]>();
  /** Ids of objects, so that whoever refers to one finds its node. */
  readonly #ids = new Map<Resource, string>();
  /** Ids that are taken: an object's own node may come later than the first that refers to it. */
  readonly #reserved = new Set<string>();

  constructor(world: World, findings: readonly Finding[]) {
    this.world = world;
    for (const finding of findings) {
      const known = this.#findings.get(finding.location.document);
      if (known === undefined) this.#findings.set(finding.location.document, [finding]);
      else known.push(finding);
    }
  }

  /** The id of an object's node. An object that is defined twice has one node for each definition. */
  idOf(resource: Resource): string {
    const known = this.#ids.get(resource);
    if (known !== undefined) return known;
    const namespace = this.world.namespaceOf(resource).name;
    const id = unused(`${resource.kind}/${namespace}/${resource.name?.value ?? '?'}`, this.#reserved);
    this.#ids.set(resource, id);
    this.#reserved.add(id);
    return id;
  }

  /** An id below another that no node has yet. */
  childId(parent: string, name: string): string {
    return unused(`${parent}/${name}`, this.#nodes);
  }

  /** The namespace's node of an object, made when it is the first. */
  namespaceIdOf(resource: Resource): string {
    const { name, assumed, unknown } = this.world.namespaceOf(resource);
    const id = `Namespace/${name}`;
    if (!this.#nodes.has(id)) {
      const [stated] = this.world.named('namespace', '', name);
      this.add({
        id,
        kind: 'namespace',
        label: unknown === undefined ? name : 'namespace not known',
        detail: assumed ? 'not stated' : '',
        parent: undefined,
        place: stated === undefined ? undefined : placeOf(stated, stated.name ?? stated.kindSpan),
        verdict: unknown === undefined ? 'ok' : 'unknown',
        ...(unknown === undefined ? {} : { explanation: [`Its name is not known: ${unknown}.`] }),
      });
    }
    return id;
  }

  /** Findings that stand within a span of an object, worst first. */
  findingsAt({ document }: Resource, span: Span): readonly Finding[] {
    return (this.#findings.get(document) ?? [])
      .filter(({ location }) => contains(span, location))
      .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  }

  /** Adds a node; `about` is the part of an object whose findings it shows. */
  add(draft: NodeDraft, about?: { readonly resource: Resource; readonly span: Span }): void {
    const findings = about === undefined ? [] : this.findingsAt(about.resource, about.span);
    this.#nodes.set(draft.id, { explanation: [], order: 0, ...draft, findings: findings.map(toMapFinding) });
  }

  /** Whether a node exists. */
  has(id: string): boolean {
    return this.#nodes.has(id);
  }

  /** Adds an edge; what is said twice has the evidence of both. */
  connect(edge: Omit<MapEdge, 'id'>): void {
    const id = `${edge.kind}:${edge.from}>${edge.to}`;
    const evidence = [...(this.#edges.get(id)?.evidence ?? []), ...edge.evidence];
    this.#edges.set(id, { ...edge, id, evidence: evidence.length < 2 ? evidence : distinct(evidence) });
  }

  /** Marks a container port as one that a Service sends to. */
  use(id: string): void {
    const node = this.#nodes.get(id);
    if (node !== undefined) this.#nodes.set(id, { ...node, used: true });
  }

  /** The map; edges whose ends are not there are left out. */
  model(): MapModel {
    const byId = (a: { id: string }, b: { id: string }) => byText(a.id, b.id);
    return {
      stack: this.world.stack.name,
      nodes: [...this.#nodes.values()].sort(byId),
      edges: [...this.#edges.values()].filter(({ from, to }) => this.has(from) && this.has(to)).sort(byId),
    };
  }
}

const severities = ['error', 'warning', 'info', 'hint'];

function unused(base: string, taken: { has(id: string): boolean }): string {
  let id = base;
  for (let count = 2; taken.has(id); count++) id = `${base}#${count}`;
  return id;
}

/** A place of an object's text. */
export function placeOf({ document }: Resource, { start, end }: Span): Location {
  return { document, start, end };
}

/** Places without those that are there already. */
function distinct(places: readonly Location[]): readonly Location[] {
  return places.filter(
    ({ document, start, end }, index) =>
      places.findIndex((other) => other.document === document && other.start === start && other.end === end) === index,
  );
}

function toMapFinding({ code, severity, message }: Finding): MapFinding {
  return { code, severity, message };
}
