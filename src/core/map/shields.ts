import type { PathContext } from '../network/path/path.ts';
import { isolating } from '../network/policy/isolation.ts';
import type { CompiledPolicy } from '../network/policy/model.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import { placeOf } from './collector.ts';
import type { MapNode } from './model.ts';

/** What policies close at the pods of a workload: its sign in the picture, and the same at length; `undefined` where all is open. */
export function shieldOf(
  { policies }: PathContext,
  maker: PodMaker,
): { readonly shield: NonNullable<MapNode['shield']>; readonly explanation: readonly string[] } | undefined {
  if (policies.policies.all.length === 0) return undefined;
  const pod = policies.pod(maker);
  const sides = (['ingress', 'egress'] as const)
    .map((direction) => ({ direction, by: isolating(policies, pod, direction) }))
    .filter(({ by }) => by.length > 0);
  const [first] = sides;
  if (first === undefined) return undefined;
  const all = [...new Set(sides.flatMap(({ by }) => by))];
  const what =
    sides.length === 2 ? 'Isolated both ways' : `${first.direction === 'ingress' ? 'Ingress' : 'Egress'} isolated`;
  const more = all.length === 1 ? '' : ` +${all.length - 1}`;
  return {
    shield: {
      words: `${what} by ${all.slice(0, 1).map(nameOf).join('')}${more}`,
      evidence: all.flatMap(({ resource }) =>
        resource === undefined ? [] : [placeOf(resource, resource.name ?? resource.kindSpan)],
      ),
    },
    explanation: sides.map(({ direction, by }) => `${direction} isolated by ${by.map(nameOf).join(', ')}`),
  };
}

function nameOf({ resource }: CompiledPolicy): string {
  return resource?.name?.value ?? 'a policy';
}
