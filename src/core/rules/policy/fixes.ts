import type { NetworkPolicy } from '../../resources/networking-v1.ts';
import type { Span } from '../../text/span.ts';
import type { Fix } from '../rule.ts';
import { keyOf, replaceFix } from '../shared/edits.ts';
import type { NearMiss } from './selector-diagnosis.ts';

/** A fix that makes a selector find what was meant. */
export function selectMeant(policy: NetworkPolicy, { pair, meant }: NearMiss<unknown>): readonly Fix[] {
  const title = `Select ${meant.key}: ${meant.value}`;
  return meant.key === pair.key
    ? replaceFix(title, policy, pair, meant.value ?? '', true)
    : replaceFix(title, policy, keyOf(pair), meant.key, true);
}

/** Where a selector misses: at the value, or at the key where that is what differs. */
export function missedAt({ pair, meant }: NearMiss<unknown>): Span {
  return meant.key === pair.key ? pair : keyOf(pair);
}
