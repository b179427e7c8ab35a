import { flagIn, type ProxyDocument, placeIn, textIn } from '../../network/kube-proxy/document.ts';
import { pairOf } from '../../resources/labels.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import type { Resource } from '../../resources/resource.ts';
import type { KeySlot, World } from '../../world/world.ts';
import { defineRule, type Fix } from '../rule.ts';
import { fixOf, replaceFix, setMapIn } from '../shared/edits.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { placeOrObject, readableConfiguration } from './settings.ts';

/**
 * In ipvs mode kube-proxy gives every address of a load balancer to every node. Unless `strictARP` is set, all of them answer when somebody asks who has the address, while MetalLB in layer 2 mode and kube-vip mean one node to: connections go to nodes at random, and stop when a node goes.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: ConfigMap
 * metadata: { name: kube-proxy, namespace: kube-system }
 * data:
 *   config.conf: |
 *     apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *     kind: KubeProxyConfiguration
 *     mode: ipvs
 *     ipvs:
 *       strictARP: false
 * ---
 * apiVersion: apps/v1
 * kind: DaemonSet
 * metadata: { name: kube-vip, namespace: kube-system }
 * spec:
 *   selector: { matchLabels: { app: kube-vip } }
 *   template:
 *     metadata: { labels: { app: kube-vip } }
 *     spec:
 *       hostNetwork: true
 *       containers:
 *         - name: kube-vip
 *           image: ghcr.io/kube-vip/kube-vip:v1.0.0
 *           env: [{ name: vip_arp, value: "true" }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: ConfigMap
 * metadata: { name: kube-proxy, namespace: kube-system }
 * data:
 *   config.conf: |
 *     apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *     kind: KubeProxyConfiguration
 *     mode: ipvs
 *     ipvs:
 *       strictARP: true
 * ---
 * apiVersion: apps/v1
 * kind: DaemonSet
 * metadata: { name: kube-vip, namespace: kube-system }
 * spec:
 *   selector: { matchLabels: { app: kube-vip } }
 *   template:
 *     metadata: { labels: { app: kube-vip } }
 *     spec:
 *       hostNetwork: true
 *       containers:
 *         - name: kube-vip
 *           image: ghcr.io/kube-vip/kube-vip:v1.0.0
 *           env: [{ name: vip_arp, value: "true" }]
 * ```
 * @source metallb.io/installation/#preparation
 */
export const kn916 = defineRule({
  code: 'KN916',
  name: 'kp-strictarp',
  severity: 'warning',
  summary: 'A load balancer on ARP needs strictARP in ipvs mode.',
  subjects: ['other', 'configMap'],
  reads: ['other', 'configMap', 'podMaker'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['metallb.io/installation/#preparation'],
  check(resource, { world }, report) {
    const document = readableConfiguration(resource);
    if (document === undefined || textIn(document, 'mode')?.value !== 'ipvs') return;
    const strict = flagIn(document, 'ipvs', 'strictARP');
    // A placeholder may become true.
    if (strict?.value === true || (strict === undefined && placeIn(document, 'ipvs', 'strictARP') !== undefined))
      return;
    const announcer = announcerIn(world);
    if (announcer === undefined) return;
    report({
      at: strict ?? placeOrObject(document, 'mode'),
      message: `${describe(resource)} runs kube-proxy in ipvs mode without strictARP, and ${announcer.words} announces addresses by ARP: every node answers for them, so connections go to nodes at random.`,
      related: [
        relatedTo(
          announcer.resource,
          announcer.resource.name ?? announcer.resource.kindSpan,
          `${announcer.words} is here`,
        ),
      ],
      fixes: () => strictFix(document),
    });
  },
});

function strictFix(document: ProxyDocument): readonly Fix[] {
  const { origin } = document;
  const title = 'Set ipvs.strictARP: true';
  const strict = flagIn(document, 'ipvs', 'strictARP');
  if (strict !== undefined)
    return origin.document.text.slice(strict.start, strict.end) === 'false'
      ? replaceFix(title, origin, strict, true, true)
      : [];
  if (origin.type !== 'other' || placeIn(document, 'ipvs') !== undefined) return [];
  return fixOf(title, [setMapIn(origin, origin.span, 'ipvs', { strictARP: true })], true);
}

/** What answers ARP for the addresses of load balancers. */
function announcerIn(world: World): { readonly resource: Resource; readonly words: string } | undefined {
  const [metallb] = world.keyed(layer2, 'metallb');
  const [legacy] = world.keyed(layer2Configs, 'metallb');
  const [kubeVip] = world.keyed(kubeVips, 'kube-vip');
  const resource = metallb ?? legacy ?? kubeVip;
  if (resource === undefined) return undefined;
  return { resource, words: resource === kubeVip ? describe(resource) : `MetalLB (${describe(resource)})` };
}

const layer2: KeySlot<'other'> = {
  type: 'other',
  keysOf: ({ group, kind }) => (group === 'metallb.io' && kind === 'L2Advertisement' ? ['metallb'] : []),
};

/** Before version 0.13 MetalLB read its pools from this ConfigMap. */
const layer2Configs: KeySlot<'configMap'> = {
  type: 'configMap',
  keysOf: ({ name, namespace, data }) =>
    name?.value === 'config' &&
    namespace?.value === 'metallb-system' &&
    /^\s*(?:- )?protocol: layer2\s*$/m.test(pairOf(data, 'config')?.value ?? '')
      ? ['metallb']
      : [],
};

const kubeVips: KeySlot<'podMaker'> = {
  type: 'podMaker',
  keysOf: (maker) => (announcesByArp(maker) ? ['kube-vip'] : []),
};

function announcesByArp({ template }: PodMaker): boolean {
  return template.containers.some(
    ({ image, env }) =>
      image?.value?.includes('kube-vip/kube-vip:') &&
      env.some(({ name, value }) => name?.value === 'vip_arp' && value?.value === 'true'),
  );
}
