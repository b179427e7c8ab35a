import { lookUp } from '../../network/dns.ts';
import { references } from '../../network/references.ts';
import { isSrvName } from '../../resources/references/host.ts';
import { defineRule } from '../rule.ts';
import { containerName } from '../shared/pods.ts';
import { referenceSpan, relatedReference, saidBy } from '../shared/references.ts';
import { describe, join, relatedTo } from '../shared/words.ts';

/**
 * An SRV record `_http._tcp.web` exists where Service `web` has a port of that name and protocol. A port without a name has none.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: store }
 * spec:
 *   selector: { app: store }
 *   ports: [{ port: 10901 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: query, labels: { app: query } }
 * spec:
 *   containers: [{ name: query, image: query, args: ["--endpoint=dnssrv+_grpc._tcp.store"] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: store }
 * spec:
 *   selector: { app: store }
 *   ports: [{ name: grpc, port: 10901 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: query, labels: { app: query } }
 * spec:
 *   containers: [{ name: query, image: query, args: ["--endpoint=dnssrv+_grpc._tcp.store"] }]
 * ```
 * @exceptions Services whose ports are not all known, and ExternalName Services.
 * @source github.com/kubernetes/dns/blob/master/docs/specification.md
 */
export const kn310 = defineRule({
  code: 'KN310',
  name: 'srv-port-unnamed',
  severity: 'error',
  summary: 'An SRV lookup names a port that the Service does not have.',
  subjects: ['podMaker'],
  reads: ['service', 'configMap'],
  within: 'calls',
  claim: 'absence',
  since: '0.1.0',
  fixable: false,
  sources: ['github.com/kubernetes/dns/blob/master/docs/specification.md'],
  check(maker, { world, settings: { clusterDomain } }, report) {
    for (const reference of world.derive(references, maker)) {
      const { host, container } = reference;
      if (!isSrvName(host)) continue;
      const [port = '', protocol = '', ...rest] = host.toLowerCase().split('.');
      const { answer, aliases } = lookUp(world, maker, rest.join('.'), clusterDomain);
      if (answer.kind !== 'service' || aliases.length > 0) continue;
      const { service } = answer;
      const { ports, portsOpen } = service;
      if (
        portsOpen !== undefined ||
        ports.some(
          ({ name, protocol: own }) => (name !== undefined && name.value === undefined) || own.value === undefined,
        )
      )
        continue;
      const name = port.slice(1);
      if (ports.some((each) => each.name?.value === name && each.protocol.value?.toLowerCase() === protocol.slice(1)))
        continue;
      const names = ports.flatMap((each) =>
        each.name?.value === undefined ? [] : [`${each.name.value} (${each.protocol.value})`],
      );
      report({
        at: referenceSpan(maker, reference),
        message: `Container ${containerName(container)} looks up ${host}${saidBy(reference)}, but ${describe(service)} has no ${protocol.slice(1).toUpperCase()} port named ${name}${names.length === 0 ? ', and none of its ports has a name' : `; it has ${join(names)}`}: the record does not exist.`,
        related: [
          relatedTo(service, service.portsSpan ?? service.kindSpan, `the ports of ${describe(service)}`),
          ...relatedReference(maker, reference),
        ],
      });
    }
  },
});
