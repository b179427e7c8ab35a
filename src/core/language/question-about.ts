import { podsOf } from '../network/reach/workloads.ts';
import type { Service, ServicePort } from '../resources/core-v1.ts';
import type { Finding } from '../rules/rule.ts';
import { type Span, touches } from '../text/span.ts';
import type { World } from '../world/world.ts';
import { worldsOf } from './place.ts';
import { placeOf } from './places.ts';
import type { Question } from './question.ts';
import type { Snapshot } from './workspace.ts';

/**
 * The connection that a finding is about: the one that it names, else from a workload that would make it, or from outside, to
 * what the finding stands on; `undefined` where it is about no connection.
 */
export function questionAbout(
  snapshot: Snapshot,
  { subject, location: shown, within, connection }: Finding,
): Question | undefined {
  if (subject === undefined) return connection;
  const location = within ?? shown;
  for (const world of worldsOf(snapshot, subject.document.file)) {
    if (!world.ofDocument(subject.document).includes(subject)) continue;
    if (subject.type === 'ingress') {
      const rule = subject.rules.find((each) => holds(each, location));
      const path = rule?.paths.find((each) => holds(each, location)) ?? rule?.paths[0];
      const host = rule?.host?.value;
      return host === undefined ? undefined : { from: 'internet', to: `http://${host}${path?.path?.value ?? '/'}` };
    }
    // What is wrong about a pod need not break connections to it.
    if (subject.type !== 'service') return undefined;
    const to = placeOf(world, subject);
    if (to === undefined) return undefined;
    const from = callerOf(world, subject);
    const port = portAt(subject, location);
    return port?.port?.value === undefined
      ? { from, to }
      : { from, to, port: port.port.value, protocol: port.protocol.value };
  }
  return undefined;
}

/** A workload of the same namespace, else of any other, else anybody outside. */
function callerOf(world: World, to: Service): string {
  const namespace = world.namespaceOf(to).name;
  const selected = world.podsSelectedBy(to.selector, namespace).map(({ maker }) => maker);
  const others = podsOf(world).filter((maker) => !selected.includes(maker));
  const caller = others.find((maker) => world.namespaceOf(maker).name === namespace) ?? others[0];
  return (caller === undefined ? undefined : placeOf(world, caller)) ?? 'internet';
}

function portAt({ ports }: Service, at: Span): ServicePort | undefined {
  return ports.find((port) => holds(port, at)) ?? ports[0];
}

function holds(outer: Span, at: Span): boolean {
  return touches(outer, at.start);
}
