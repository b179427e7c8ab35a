import type { MapIndex } from './index-model.ts';
import type { MapLayout, MapModel, Verdict } from './model.ts';

/** All lines between two namespaces (or the outside) as one. */
export interface SummaryLine {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** The worst of them. */
  readonly verdict: Verdict;
  /** The way of one of them, coarsely. */
  readonly d: string;
}

const order: readonly Verdict[] = ['ok', 'unknown', 'degraded', 'broken'];

/** The lines that the map shows far out. */
export function summarize(
  model: MapModel<unknown>,
  index: MapIndex,
  { routes }: Pick<MapLayout, 'routes'>,
): readonly SummaryLine[] {
  const lines = new Map<string, SummaryLine>();
  for (const edge of model.edges) {
    const d = routes.get(edge.id);
    const from = index.rootOf(edge.from);
    const to = index.rootOf(edge.to);
    if (d === undefined || from === undefined || to === undefined || from === to) continue;
    const id = `${from.id}>${to.id}`;
    const known = lines.get(id);
    if (known === undefined)
      lines.set(id, { id, from: from.id, to: to.id, count: 1, verdict: edge.verdict, d: coarse(d) });
    else {
      const worse = order.indexOf(edge.verdict) > order.indexOf(known.verdict);
      lines.set(id, { ...known, count: known.count + 1, verdict: worse ? edge.verdict : known.verdict });
    }
  }
  return [...lines.values()];
}

/** Far out nobody tells lines apart that are closer than this, in map units; together they are one. */
const step = 24;

/** A way without its round corners, on a coarse grid. */
function coarse(d: string): string {
  const points = d.split(' ').map((part) => {
    const [x = 0, y = 0] = part
      .replace(/^[MLC]/, '')
      .split(',')
      .map(Number);
    return `${Math.round(x / step) * step},${Math.round(y / step) * step}`;
  });
  const turns = points.filter((point, index) => point !== points[index - 1]);
  return turns.map((point, index) => `${index === 0 ? 'M' : 'L'}${point}`).join(' ');
}
