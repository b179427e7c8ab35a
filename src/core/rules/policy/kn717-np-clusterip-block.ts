import type { Service } from '../../resources/core-v1.ts';
import { type Address, type Block, blockHas, parseAddress, parseBlock } from '../../resources/ip.ts';
import type { KeySlot, World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { rulesInForce } from './parts.ts';

/**
 * Where a pod connects to the address of a Service, kube-proxy replaces it by that of a pod before most plugins ask the policies. A rule for the cluster IP of a Service never sees it, so the connection stays denied: the pods behind the Service are what has to be allowed.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec: { clusterIP: 10.96.7.7, selector: { app: db }, ports: [{ port: 5432 }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: db, labels: { app: db } }
 * spec: { containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }] }] }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: web }
 * spec:
 *   podSelector: { matchLabels: { app: web } }
 *   policyTypes: [Egress]
 *   egress: [{ to: [{ ipBlock: { cidr: 10.96.7.7/32 } }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: db }
 * spec: { clusterIP: 10.96.7.7, selector: { app: db }, ports: [{ port: 5432 }] }
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: db, labels: { app: db } }
 * spec: { containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }] }] }
 * ---
 * apiVersion: networking.k8s.io/v1
 * kind: NetworkPolicy
 * metadata: { name: web }
 * spec:
 *   podSelector: { matchLabels: { app: web } }
 *   policyTypes: [Egress]
 *   egress: [{ to: [{ podSelector: { matchLabels: { app: db } } }] }]
 * ```
 * @exceptions Blocks larger than 256 addresses, and Services whose address is not stated. Information about the addresses that the API server and the DNS server have in most clusters.
 * @source kubernetes.io/docs/concepts/services-networking/network-policies, "The ipBlock selector"
 */
export const kn717 = defineRule({
  code: 'KN717',
  name: 'np-clusterip-block',
  severity: 'warning',
  summary: 'A NetworkPolicy names addresses of Services, which it never sees.',
  subjects: ['networkPolicy'],
  reads: ['service'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: ['kubernetes.io/docs/concepts/services-networking/network-policies'],
  check(policy, { world }, report) {
    for (const { direction, rule } of rulesInForce(policy)) {
      if (direction !== 'egress') continue;
      for (const { ipBlock } of rule.peers) {
        const cidr = ipBlock?.cidr;
        const block = cidr?.value === undefined ? undefined : parseBlock(cidr.value);
        if (cidr === undefined || block === undefined || !isSmall(block)) continue;
        const service = serviceIn(world, block);
        const usual = service === undefined ? usualAddresses.find(({ address }) => isOnly(block, address)) : undefined;
        if (service !== undefined)
          report({
            at: cidr,
            message: `${describe(policy)} allows connections to ${cidr.value}, which holds the cluster IP of ${describe(service)} (${service.clusterIP?.value}): it is replaced by the address of a pod before most plugins ask policies, so the rule does not match. Select the pods behind it.`,
            related: [
              relatedTo(service, service.clusterIP ?? service.kindSpan, `${describe(service)} has this address`),
            ],
          });
        else if (usual !== undefined)
          report({
            at: cidr,
            severity: 'info',
            message: `${describe(policy)} allows connections to ${cidr.value}, which in most clusters is the cluster IP of ${usual.of}: it is replaced by another address before most plugins ask policies, so the rule does not match there.`,
          });
      }
    }
  },
});

const byClusterIP: KeySlot<'service'> = {
  type: 'service',
  keysOf: ({ clusterIP }) =>
    clusterIP?.value !== undefined && parseAddress(clusterIP.value) !== undefined ? ['stated'] : [],
};

/** The first Service whose stated address lies in a block. */
function serviceIn(world: World, block: Block): Service | undefined {
  return world.keyed(byClusterIP, 'stated').find(({ clusterIP }) => {
    const address = parseAddress(clusterIP?.value ?? '');
    return address !== undefined && blockHas(block, address);
  });
}

/** Whether a block is so small that it means some hosts, rather than a whole network. */
function isSmall({ address, prefix }: Block): boolean {
  return (address.family === 'IPv4' ? 32 : 128) - prefix <= 8;
}

function isOnly(block: Block, address: Address): boolean {
  return block.prefix === 32 && blockHas(block, address);
}

/** First and tenth address of the Service networks that kubeadm, EKS, k3s and MicroK8s choose. */
const usualAddresses: readonly { readonly of: string; readonly address: Address }[] = [
  '10.96.0',
  '10.100.0',
  '172.20.0',
  '10.43.0',
  '10.152.183',
].flatMap((network) =>
  [
    { of: 'the API server', host: 1 },
    { of: 'the DNS server', host: 10 },
  ].flatMap(({ of, host }) => {
    const address = parseAddress(`${network}.${host}`);
    return address === undefined ? [] : [{ of, address }];
  }),
);
