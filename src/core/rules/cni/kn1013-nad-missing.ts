import {
  attachmentsIn,
  attachmentsNamed,
  mayBeMade,
  type NetworkSelection,
  networkSelections,
} from '../../network/cni/attachments.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { OtherResource } from '../../resources/resource.ts';
import { isStated } from '../../world/gates.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf } from '../shared/edits.ts';
import { meantAmong } from '../shared/evidence.ts';
import { describe, relatedTo } from '../shared/words.ts';

/**
 * Multus gives pods the further networks that their annotation names. It looks for each in the pod's own namespace, unless the annotation states another one. Where one is missing, the pod is not made at all: it stays in ContainerCreating. It is an error when the stack shows which network was meant, information otherwise.
 *
 * @bad
 * ```yaml
 * apiVersion: k8s.cni.cncf.io/v1
 * kind: NetworkAttachmentDefinition
 * metadata: { name: storage }
 * spec:
 *   config: '{ "cniVersion": "1.0.0", "name": "storage", "plugins": [{ "type": "macvlan" }] }'
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: db, annotations: { k8s.v1.cni.cncf.io/networks: storrage } }
 * spec: { containers: [{ name: db, image: db }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: k8s.cni.cncf.io/v1
 * kind: NetworkAttachmentDefinition
 * metadata: { name: storage }
 * spec:
 *   config: '{ "cniVersion": "1.0.0", "name": "storage", "plugins": [{ "type": "macvlan" }] }'
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: db, annotations: { k8s.v1.cni.cncf.io/networks: storage } }
 * spec: { containers: [{ name: db, image: db }] }
 * ```
 * @exceptions Networks that an operator may make (SriovNetwork and the like), objects read from a cluster, stacks that are not wholly rendered.
 * @source github.com/k8snetworkplumbingwg/network-attachment-definition-client, ParseNetworkAnnotation
 */
export const kn1013 = defineRule({
  code: 'KN1013',
  name: 'nad-missing',
  severity: 'error',
  summary: 'A pod asks for a network attachment that is not there.',
  subjects: ['podMaker'],
  reads: ['other'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['github.com/k8snetworkplumbingwg/network-attachment-definition-client, ParseNetworkAnnotation'],
  check(maker, { world }, report) {
    if (maker.live) return;
    for (const selection of networkSelections(maker)) {
      const missing = missingAttachment(world, maker, selection);
      if (missing === undefined) continue;
      const { namespace, typo, elsewhere } = missing;
      const meant = typo ?? elsewhere;
      const there =
        typo !== undefined
          ? `; there is "${typo.name?.value}"`
          : elsewhere !== undefined
            ? `; it is in namespace "${world.namespaceOf(elsewhere).name}"`
            : '';
      report({
        at: selection,
        severity: meant === undefined ? 'info' : 'error',
        message: `${describe(maker)} asks for the network "${selection.name}", and no NetworkAttachmentDefinition of that name is in ${
          namespace === undefined ? 'this stack' : `namespace "${namespace}"`
        }${there}: ${meant === undefined ? 'unless it is elsewhere, ' : ''}its pods are not started.`,
        related:
          meant === undefined
            ? []
            : [relatedTo(meant, meant.name ?? meant.kindSpan, `${describe(meant)} is probably meant`)],
        fixes: () => {
          if (typo?.name?.value !== undefined) return replaceName(maker, selection, typo.name.value);
          const stated = elsewhere === undefined ? undefined : world.namespaceOf(elsewhere).name;
          const { text } = maker.document;
          // In JSON the namespace is a key of its own.
          return stated === undefined || selection.namespace !== undefined || text[selection.start - 1] === '"'
            ? []
            : replaceName(maker, selection, `${stated}/${selection.name}`);
        },
      });
    }
  },
});

interface MissingAttachment {
  /** `undefined` where the pods' namespace is only assumed. */
  readonly namespace: string | undefined;
  readonly typo: OtherResource | undefined;
  /** The only one of that name, in another namespace. */
  readonly elsewhere: OtherResource | undefined;
}

function missingAttachment(
  world: World,
  maker: PodMaker,
  { name, namespace: stated }: NetworkSelection,
): MissingAttachment | undefined {
  const own = world.namespaceOf(maker);
  if (world.stack.unknowns.objects !== undefined || (stated === undefined && own.unknown !== undefined))
    return undefined;
  const namespace = stated ?? own.name;
  if (attachmentsNamed(world, name, namespace).length > 0 || mayBeMade(world, name)) return undefined;
  const known = attachmentsIn(world, namespace);
  if (known.some((each) => each.name !== undefined && each.name.value === undefined)) return undefined;
  const others = attachmentsNamed(world, name);
  // One whose namespace is not stated may be applied to any.
  if (stated !== undefined && others.some((other) => world.namespaceOf(other).assumed)) return undefined;
  const meant = meantAmong(
    name,
    known.flatMap((each) => each.name?.value ?? []),
  );
  const comparable = stated !== undefined || isStated(own);
  const elsewhere = comparable && others.length === 1 && others.every((other) => isStated(world.namespaceOf(other)));
  return {
    namespace: stated ?? (own.assumed ? undefined : own.name),
    typo: known.find((each) => meant !== undefined && each.name?.value === meant),
    elsewhere: elsewhere ? others[0] : undefined,
  };
}

function replaceName(maker: PodMaker, { name, start, end }: NetworkSelection, newText: string): readonly Fix[] {
  const { document } = maker;
  if (document.text.slice(start, end) !== name) return [];
  return fixOf(`Use ${newText}`, [[{ document, start, end, newText }]], true);
}
