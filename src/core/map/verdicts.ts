import type { Location } from '../manifest/document.ts';
import { type Hop, type PathContext, pathOf, placesOf } from '../network/path/path.ts';
import { toService } from '../network/path/service-to-pod.ts';
import type { Service } from '../resources/core-v1.ts';
import type { PodMaker } from '../resources/pod-maker.ts';
import type { Verdict } from './model.ts';

/** Whether something works and, if not, why in a few words. */
export interface Health {
  readonly verdict: Verdict;
  readonly reason?: string;
}

/** How a line is: why, of one that works by which policies, and what that follows from. */
export interface LineHealth extends Health {
  readonly evidence: readonly Location[];
}

const order: readonly Verdict[] = ['ok', 'degraded', 'unknown', 'broken'];

/** The worse of two; what is broken stays broken whatever else is not known. */
export function worst<T extends Health>(a: T, b: T): T {
  return order.indexOf(b.verdict) > order.indexOf(a.verdict) ? b : a;
}

/** The better of two, where either way will do. */
export function best<T extends Health>(a: T, b: T): T {
  return order.indexOf(b.verdict) < order.indexOf(a.verdict) ? b : a;
}

/** What the hops of a connection come to on its line: the reason and places of the hop that decides, else of the policies. */
export function healthOf(hops: readonly Hop[]): LineHealth {
  const path = pathOf(hops);
  const { verdict } = path;
  const deciding =
    verdict === 'ok'
      ? path.hops.filter(({ kind, evidence }) => kind.startsWith('policy-') && evidence.length > 0)
      : path.hops.filter((each) => each.verdict === verdict && each.reason === path.reason).slice(0, 1);
  const reason = deciding.map((each) => each.reason).join('; ');
  return {
    verdict,
    ...(reason === '' ? {} : { reason }),
    evidence: deciding.flatMap(placesOf),
  };
}

/** How pods reach a port of a Service, or for a headless one of the pods behind it. */
export function callHealth(
  context: PathContext,
  from: PodMaker,
  service: Service,
  port: number | string | undefined,
  protocol: string,
): LineHealth {
  return healthOf(toService(context, context.policies.pod(from), service, { port, protocol }));
}
