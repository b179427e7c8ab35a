import { and } from './answers.ts';
import type { CompiledPolicy, Direction, PolicyPod } from './model.ts';
import type { PolicyEngine } from './verdict.ts';

/**
 * The policies that surely isolate pods in a direction: what no rule lets through they deny (Kubernetes docs, "The two sorts
 * of pod isolation"), in the order in which they are asked.
 */
export function isolating(engine: PolicyEngine, pod: PolicyPod, direction: Direction): readonly CompiledPolicy[] {
  return engine.policies.tiers.flatMap((tier) =>
    engine.selecting(tier, pod).filter(({ subject, [direction]: { applies, isolates } }) => {
      const may = and(applies, isolates);
      return may.is === 'yes' && engine.peers.matchesPod(subject, pod).is === 'yes';
    }),
  );
}
