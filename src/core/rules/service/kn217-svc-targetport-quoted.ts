import { defineRule } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { targetPortDiagnoses } from '../shared/target-port-diagnosis.ts';
import { describe } from '../shared/words.ts';

/**
 * A `targetPort` in quotes is a port name. A name needs at least one letter, so the API server refuses a quoted number.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, targetPort: '8080' }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }], readinessProbe: { tcpSocket: { port: 8080 } } }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80, targetPort: 8080 }]
 * ---
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }], readinessProbe: { tcpSocket: { port: 8080 } } }] }
 * ```
 * @source pkg/apis/core/validation/validation.go, ValidatePortNumOrName
 */
export const kn217 = defineRule({
  code: 'KN217',
  name: 'svc-targetport-quoted',
  severity: 'error',
  summary: 'A targetPort in quotes is a name, and a name needs a letter.',
  subjects: ['service'],
  reads: ['podMaker', 'service', 'namespace', 'other'],
  within: 'namespace',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go'],
  check(service, { world }, report) {
    for (const diagnosis of world.derive(targetPortDiagnoses, service))
      if (diagnosis.code === 'KN217')
        report({
          at: diagnosis.port.targetPort ?? diagnosis.port.port ?? diagnosis.port,
          message: `${describe(service)} sends port ${diagnosis.port.port?.value ?? '?'} to "${diagnosis.digits}" in quotes, which is a name and not a number: the API server refuses it, because a port name needs a letter.`,
          fixes: () => {
            const at = diagnosis.port.targetPort;
            const number = Number(diagnosis.digits);
            return at === undefined ? [] : replaceFix(`Use the number ${number}`, service, at, number, true);
          },
        });
  },
});
