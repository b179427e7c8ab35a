import {
  type Attachment,
  type AttachmentCause,
  listenerSetsOf,
  parentOf,
  routeAttachments,
} from '../../network/gateway/attach.ts';
import { namespaceMeant } from '../../network/gateway/grants.ts';
import type { Gateway, ObjectReference, Route } from '../../resources/gateway-api.ts';
import type { Resource, ResourceType } from '../../resources/resource.ts';
import { hiddenService, surelyDiffer } from '../../world/gates.ts';
import type { DeriveSlot, KeySlot, NamespaceName, World } from '../../world/world.ts';
import { isTypo, meantAmong } from '../shared/evidence.ts';
import { isMeant } from './together.ts';

/** Why a parent of a route does not take it: one cause, the one that is closest to being attached. */
export type ParentDiagnosis = { readonly parent: ObjectReference } & (
  | { readonly code: 'KN607'; readonly where: NamespaceName; readonly meant: MeantGateway | undefined }
  | { readonly code: 'KN608'; readonly gateway: Gateway & Resource }
  | {
      readonly code: 'KN609' | 'KN610' | 'KN611';
      readonly gateway: Gateway & Resource;
      /** What each listener that could be meant refuses for this cause. */
      readonly refusals: readonly Attachment[];
    }
);

/** What shows which Gateway was meant. */
export interface MeantGateway {
  readonly by: 'name' | 'namespace';
  readonly gateway: Gateway & Resource;
}

/** What the rules about parents depend on. */
export const parentReads: readonly ResourceType[] = [
  'gateway',
  'listenerSet',
  'namespace',
  'referenceGrant',
  'podMaker',
  'other',
];

/** What is wrong with the parents of a route. */
export const parentDiagnoses: DeriveSlot<Route, readonly ParentDiagnosis[]> = {
  name: 'parentDiagnoses',
  reach: 'stack',
  compute(world, route) {
    const attachments = world.derive(routeAttachments, route);
    return route.parents.flatMap((parent) => {
      const own = attachments.filter((attachment) => attachment.parent === parent);
      return diagnose(world, route, parent, own) ?? [];
    });
  },
};

const codes = { kind: 'KN610', namespace: 'KN609', hosts: 'KN611' } as const;

/** The causes from the farthest to the closest to being attached. */
const causes: readonly (keyof typeof codes)[] = ['kind', 'namespace', 'hosts'];

function diagnose(
  world: World,
  route: Route,
  parent: ObjectReference,
  attachments: readonly Attachment[],
): ParentDiagnosis | undefined {
  const gateway = parentOf(world, route, parent);
  if (gateway === undefined) return missingGateway(world, route, parent);
  if (attachments.length === 0 || attachments.some(({ verdict }) => verdict !== 'broken')) return undefined;
  if (!isMeant(world, route, namespaceMeant(world, route, parent), gateway)) return undefined;
  const found = new Set<AttachmentCause | undefined>(attachments.map(({ cause }) => cause));
  if (found.has('named')) return hasListener(world, gateway, parent) ? undefined : { code: 'KN608', parent, gateway };
  // A listener that takes nothing at all has a finding of its own.
  if (found.has('listener')) return undefined;
  const cause = causes.findLast((each) => found.has(each));
  if (cause === undefined) return undefined;
  const refusals = attachments.filter((attachment) => attachment.cause === cause);
  return { code: codes[cause], parent, gateway, refusals };
}

/** Whether a Gateway has the listener that a reference names after all: one of its ListenerSets does, or it states none at all. */
function hasListener(world: World, gateway: Gateway & Resource, { sectionName, port }: ObjectReference): boolean {
  if (gateway.listeners.length === 0) return true;
  return listenerSetsOf(world, gateway).some(
    ({ set }) =>
      set.listenersOpen !== undefined ||
      set.listeners.some(
        (listener) =>
          (sectionName === undefined || listener.name?.value === sectionName.value) &&
          (port === undefined || listener.port?.value === port.value),
      ),
  );
}

const gatewaysByName: KeySlot<'gateway'> = {
  type: 'gateway',
  keysOf: ({ name }) => (name?.value === undefined ? [] : [name.value]),
};

function missingGateway(world: World, route: Route, parent: ObjectReference): ParentDiagnosis | undefined {
  const { kind, group, name } = parent;
  const type = kind === 'Gateway' ? 'gateway' : kind === 'ListenerSet' ? 'listenerSet' : undefined;
  if (type === undefined || group !== 'gateway.networking.k8s.io' || name?.value === undefined || route.live)
    return undefined;
  const where = namespaceMeant(world, route, parent);
  if (where.unknown !== undefined || hiddenService(world, where.name, name.value) !== undefined) return undefined;
  const here: readonly (Gateway & Resource)[] = world.inNamespace(type, where.name);
  if (here.some((gateway) => gateway.name !== undefined && gateway.name.value === undefined)) return undefined;
  const typo = meantAmong(
    name.value,
    here.flatMap((gateway) => gateway.name?.value ?? []),
  );
  const similar = here.find((gateway) => typo !== undefined && gateway.name?.value === typo);
  if (similar !== undefined && isMeant(world, route, where, similar))
    return { code: 'KN607', parent, where, meant: { by: 'name', gateway: similar } };
  const [elsewhere, ...others] = type === 'gateway' ? world.keyed(gatewaysByName, name.value) : [];
  // Another namespace than the one that is stated is meant only where that one is known here, or mistyped.
  const isOwn = where.name === world.namespaceOf(route).name;
  if (
    elsewhere !== undefined &&
    others.length === 0 &&
    surelyDiffer(where, world.namespaceOf(elsewhere)) &&
    (isOwn || here.length > 0 || isTypo(where.name, world.namespaceOf(elsewhere).name))
  )
    return { code: 'KN607', parent, where, meant: { by: 'namespace', gateway: elsewhere } };
  // A Gateway of another namespace is mostly another team's: it is missed only where the stack holds Gateways of that namespace.
  return here.length > 0 || isOwn ? { code: 'KN607', parent, where, meant: undefined } : undefined;
}

/** What becomes of a route that is not attached. */
export function detached({ kind }: Route): string {
  if (kind === 'HTTPRoute') return 'requests get 404';
  return kind === 'GRPCRoute' ? 'calls fail' : 'connections are refused';
}

/** `listener "http"`: a listener for messages. */
export function listenerWords({ listener }: Attachment): string {
  return `listener "${listener?.name?.value ?? listener?.port?.value ?? '?'}"`;
}
