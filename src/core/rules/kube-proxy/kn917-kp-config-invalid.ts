import {
  isSilentIn,
  numberIn,
  type ProxyDocument,
  placeIn,
  textIn,
  textsIn,
} from '../../network/kube-proxy/document.ts';
import { proxyModes } from '../../network/kube-proxy/settings.ts';
import { type Block, parseAddress, parseBlock } from '../../resources/ip.ts';
import { portNumberFault } from '../../resources/names.ts';
import type { Span } from '../../text/span.ts';
import { defineRule, type Report } from '../rule.ts';
import { meantAmong } from '../shared/evidence.ts';
import { describe } from '../shared/words.ts';
import { placeOrObject, readableConfiguration, settingFix } from './settings.ts';

/**
 * kube-proxy checks its configuration when it starts, and stops if a value is not valid: no Service works on that node then. A scheduler of ipvs in another mode is taken and has no effect.
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
 *     mode: nftable
 *     clusterCIDR: 10.244.0.0
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
 *     mode: nftables
 *     clusterCIDR: 10.244.0.0/16
 * ```
 * @exceptions kernelspace, the mode of Windows.
 * @source pkg/proxy/apis/config/validation/validation.go
 */
export const kn917 = defineRule({
  code: 'KN917',
  name: 'kp-config-invalid',
  severity: 'error',
  summary: 'A configuration of kube-proxy is not valid.',
  subjects: ['other', 'configMap'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/proxy/apis/config/validation/validation.go'],
  check(resource, _context, report) {
    const document = readableConfiguration(resource);
    if (document === undefined) return;
    const refuse: Refuse = (at, what, fixes = () => []) =>
      report({ at, message: `${describe(resource)} has ${what}: kube-proxy refuses it and does not start.`, fixes });
    checkMode(document, refuse);
    checkBlocks(document, refuse);
    checkBinding(document, refuse);
    checkDetection(document, refuse);
    const scheduler = textIn(document, 'ipvs', 'scheduler');
    const mode = isSilentIn(document, 'mode') ? 'iptables' : textIn(document, 'mode')?.value;
    // Taking turns is what the other modes come to as well.
    if (scheduler !== undefined && scheduler.value !== 'rr' && (mode === 'iptables' || mode === 'nftables'))
      report({
        at: scheduler,
        severity: 'warning',
        message: `${describe(resource)} states ipvs.scheduler ${scheduler.value}, and kube-proxy runs in ${mode} mode, which ignores it.`,
      });
  },
});

type Refuse = (at: Span, what: string, fixes?: NonNullable<Report['fixes']>) => void;

const modes: readonly string[] = [...proxyModes, 'kernelspace'];

function checkMode(document: ProxyDocument, refuse: Refuse): void {
  const mode = textIn(document, 'mode');
  if (mode === undefined || modes.includes(mode.value)) return;
  const meant = meantAmong(mode.value, modes);
  refuse(mode, `the mode "${mode.value}", which has to be iptables, ipvs or nftables`, () =>
    // Not the mode that KN901 is about.
    meant === undefined || meant === 'ipvs' ? [] : settingFix(document, 'mode', meant, { preferred: true }),
  );
}

/** Addresses with a prefix, where they are used. */
function checkBlocks(document: ProxyDocument, refuse: Refuse): void {
  const cidr = textIn(document, 'clusterCIDR');
  const detection = textIn(document, 'detectLocalMode')?.value;
  if (cidr !== undefined && (detection === undefined || detection === 'ClusterCIDR')) {
    const texts = cidr.value.split(',');
    const blocks = texts.flatMap((text) => parseBlock(text) ?? []);
    const [first, second] = blocks;
    if (blocks.length < texts.length)
      refuse(
        cidr,
        `the clusterCIDR "${cidr.value}", which has to be a block such as 10.244.0.0/16, or one of each family`,
      );
    else if (texts.length > 2 || (second !== undefined && isOneFamily(first, second)))
      refuse(cidr, `the clusterCIDR "${cidr.value}", which may hold one block of each family`);
  }
  for (const address of textsIn(document, 'nodePortAddresses'))
    if (!keywords.includes(address.value) && parseBlock(address.value) === undefined)
      refuse(
        address,
        `"${address.value}" among nodePortAddresses, which has to be a block such as 192.0.2.0/24, or primary`,
      );
  if (textIn(document, 'mode')?.value === 'ipvs')
    for (const block of textsIn(document, 'ipvs', 'excludeCIDRs'))
      if (parseBlock(block.value) === undefined)
        refuse(block, `"${block.value}" among ipvs.excludeCIDRs, which has to be a block such as 192.0.2.0/24`);
}

const keywords: readonly string[] = ['primary', 'localhost', 'all'];

function isOneFamily(a: Block | undefined, b: Block): boolean {
  return a?.address.family === b.address.family;
}

function checkBinding(document: ProxyDocument, refuse: Refuse): void {
  const bind = textIn(document, 'bindAddress');
  if (bind !== undefined && parseAddress(bind.value) === undefined)
    refuse(bind, `the bindAddress "${bind.value}", which has to be an IP address`);
  for (const field of ['healthzBindAddress', 'metricsBindAddress'] as const) {
    const address = textIn(document, field);
    if (address !== undefined && !isHostPort(address.value))
      refuse(address, `the ${field} "${address.value}", which has to be an IP address with an optional port`);
  }
  for (const block of ['iptables', 'nftables'] as const) {
    const bit = numberIn(document, block, 'masqueradeBit');
    const isUsed = block === 'iptables' || textIn(document, 'mode')?.value === 'nftables';
    if (bit !== undefined && isUsed && (bit.value < 0 || bit.value > 31))
      refuse(bit, `${block}.masqueradeBit ${bit.value}, which has to be between 0 and 31`);
  }
}

/** `0.0.0.0`, `0.0.0.0:10256`, `[::]:10256`; the port is added where it is left out. */
function isHostPort(text: string): boolean {
  if (parseAddress(text) !== undefined) return true;
  const [, six, four, port] = /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(text) ?? [];
  return parseAddress(six ?? four ?? '') !== undefined && portNumberFault(Number(port)) === undefined;
}

/** How kube-proxy tells pods of its node from others. */
function checkDetection(document: ProxyDocument, refuse: Refuse): void {
  const detection = textIn(document, 'detectLocalMode');
  if (detection === undefined) return;
  const meant = meantAmong(detection.value, detections);
  if (!detections.includes(detection.value))
    refuse(
      detection,
      `the detectLocalMode "${detection.value}", which has to be ${detections.slice(0, -1).join(', ')} or ${detections.at(-1)}`,
      () => (meant === undefined ? [] : settingFix(document, 'detectLocalMode', meant, { preferred: true })),
    );
  for (const [mode, field] of needs)
    if (detection.value === mode && isSilentIn(document, 'detectLocal', field))
      refuse(
        placeIn(document, 'detectLocal', field) ?? placeOrObject(document, 'detectLocalMode'),
        `the detectLocalMode ${mode} and no detectLocal.${field}`,
      );
}

const detections: readonly string[] = ['ClusterCIDR', 'NodeCIDR', 'BridgeInterface', 'InterfaceNamePrefix'];

const needs = [
  ['BridgeInterface', 'bridgeInterface'],
  ['InterfaceNamePrefix', 'interfaceNamePrefix'],
] as const;
