import type { Resource } from '../resources/resource.ts';
import type { Span } from '../text/span.ts';
import { type MapCollector, placeOf } from './collector.ts';
import type { Verdict } from './model.ts';

/** Id of the internet's node. */
export const internet = 'Internet';

/** Adds the line from outside to something that clients reach without the help of the cluster. */
export function fromInternet(map: MapCollector, to: string, entry: Resource, verdict: Verdict): void {
  if (!map.has(internet))
    map.add({
      id: internet,
      kind: 'internet',
      label: 'Internet',
      detail: '',
      parent: undefined,
      place: undefined,
      verdict: 'ok',
      explanation: ['clients outside the cluster'],
    });
  map.connect({ kind: 'routes', from: internet, to, label: '', verdict, evidence: [placeOf(entry, entry.kindSpan)] });
}

/** Adds the line from something to a host outside the cluster. */
export function toExternal(map: MapCollector, from: string, host: string, entry: Resource, span: Span): void {
  const id = `External/${host}`;
  if (!map.has(id))
    map.add({
      id,
      kind: 'external',
      label: host,
      detail: 'outside the cluster',
      parent: undefined,
      place: undefined,
      verdict: 'ok',
      explanation: ['a name that DNS resolves outside the cluster'],
    });
  map.connect({ kind: 'routes', from, to: id, label: '', verdict: 'ok', evidence: [placeOf(entry, span)] });
}
