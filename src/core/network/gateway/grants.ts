import { doubtOf } from '../../resources/field.ts';
import type { ObjectReference, ReferenceGrant } from '../../resources/gateway-api.ts';
import { describe } from '../../resources/kinds.ts';
import type { Resource } from '../../resources/resource.ts';
import { surelyDiffer } from '../../world/gates.ts';
import type { NamespaceName, World } from '../../world/world.ts';
import type { Judgement } from '../entry.ts';
import { seen } from '../path/path.ts';

/** The namespace that a reference means: the stated one, else that of the object that holds it. */
export function namespaceMeant(world: World, from: Resource, { namespace }: ObjectReference): NamespaceName {
  if (namespace === undefined) return world.namespaceOf(from);
  const unknown = doubtOf(namespace);
  return { name: namespace.value ?? `(unknown: ${unknown})`, assumed: false, unknown };
}

/**
 * Whether an object may refer to one of another namespace: a ReferenceGrant of the namespace that is referred to has to name
 * both (gateway.networking.k8s.io/v1beta1 `ReferenceGrant`). Within one namespace nothing is asked.
 */
export function mayRefer(world: World, from: Resource, reference: ObjectReference): Judgement {
  const own = world.namespaceOf(from);
  const there = namespaceMeant(world, from, reference);
  if (own.name === there.name) return { verdict: 'ok', reason: '', evidence: [] };
  const grants = world.inNamespace('referenceGrant', there.name);
  let open: string | undefined = own.unknown ?? there.unknown ?? world.stack.unknowns.objects;
  for (const grant of grants) {
    const answer = permits(grant, from, own.name, reference);
    if (answer === 'yes') return { verdict: 'ok', reason: `${describe(grant)} lets it`, evidence: [seen(grant)] };
    if (answer !== 'no') open ??= answer;
  }
  if (open === undefined && !surelyDiffer(own, there))
    open = `the namespace of ${describe(from)} is not stated, and from another one it needs a ReferenceGrant`;
  const what = `${reference.kind} "${reference.name?.value ?? '?'}"`;
  return {
    verdict: open === undefined ? 'broken' : 'unknown',
    reason:
      open ??
      `no ReferenceGrant of namespace ${there.name} lets a ${from.kind} of namespace ${own.name} refer to ${what} (RefNotPermitted)`,
    evidence: [seen(from, reference)],
  };
}

/** `yes`, `no`, or why it is not known. */
function permits(grant: ReferenceGrant, from: Resource, namespace: string, to: ObjectReference): string {
  const senders = grant.from.filter(({ group, kind }) => group === from.group && kind === from.kind);
  const goals = grant.to.filter(({ group, kind }) => group === to.group && kind === to.kind);
  const wanted = goals.filter(({ name }) => name === undefined || name.value === to.name?.value);
  if (senders.some((sender) => sender.namespace?.value === namespace) && wanted.length > 0) return 'yes';
  const doubt =
    senders.flatMap((sender) => doubtOf(sender.namespace) ?? [])[0] ??
    goals.flatMap(({ name }) => doubtOf(name) ?? [])[0];
  return doubt === undefined || senders.length === 0 || goals.length === 0 ? 'no' : doubt;
}
