import { dns1035LabelFault, dns1123LabelFault } from '../../resources/names.ts';
import { defineRule } from '../rule.ts';
import { isPart } from './fields.ts';

/**
 * A Service needs a name, and it is a DNS label: lower case letters, digits and dashes, at most 63. Before Kubernetes 1.36 it has to start with a letter too.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: Web_1 }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: web-1 }
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @source RelaxedServiceNameValidation, KEP-5311
 */
export const kn254 = defineRule({
  code: 'KN254',
  name: 'svc-name',
  severity: 'error',
  summary: 'The name of the Service is not one that the API server takes.',
  subjects: ['service'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: false,
  sources: ['RelaxedServiceNameValidation, KEP-5311'],
  check(service, { settings }, report) {
    const name = service.name;
    if (name === undefined && !service.nameGenerated && !isPart(service) && service.labels.open === undefined)
      report({ at: service.kindSpan, message: 'This Service has no name: the API server refuses it.' });
    if (name?.value === undefined) return;
    const relaxed = settings.kubernetesMinor >= 36;
    const fault = relaxed ? dns1123LabelFault(name.value) : dns1035LabelFault(name.value);
    if (fault !== undefined)
      report({
        at: name,
        message: `The name "${name.value}" of this Service ${fault}: the API server of Kubernetes 1.${settings.kubernetesMinor} refuses it.`,
      });
  },
});
