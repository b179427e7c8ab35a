import { allContainers } from '../../network/pod.ts';
import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { containerName } from '../shared/pods.ts';

/**
 * `grpc.port` is a number; names are not looked up for gRPC probes. The API server refuses a text.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec:
 *   containers:
 *     - { name: api, image: api, ports: [{ name: grpc, containerPort: 9090 }], livenessProbe: { grpc: { port: grpc } } }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: api, labels: { app: api } }
 * spec:
 *   containers:
 *     - { name: api, image: api, ports: [{ name: grpc, containerPort: 9090 }], livenessProbe: { grpc: { port: 9090 } } }
 * ```
 * @source api/core/v1/types.go, GRPCAction.port int32
 */
export const kn128 = defineRule({
  code: 'KN128',
  name: 'grpc-probe-string',
  severity: 'error',
  summary: 'A gRPC probe takes a number, not a name.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['api/core/v1/types.go, GRPCAction.port int32'],
  check(maker, _context, report) {
    for (const container of allContainers(maker.template))
      for (const { handler, port, name } of container.probes) {
        if (handler !== 'grpc' || typeof port?.value !== 'string') continue;
        const number = container.ports.find((declared) => declared.name?.value === port.value)?.containerPort?.value;
        report({
          at: port,
          message: `${name} of container ${containerName(container)} has grpc port "${port.value}", which has to be a number: the API server refuses it.`,
          fixes: () => (number === undefined ? [] : replaceFix(`Use port ${number}`, maker, port, number, true)),
        });
      }
  },
});
