import { isHeadless } from '../../network/service.ts';
import { pairOf } from '../../resources/labels.ts';
import type { KeySlot, World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { fixOf, removeField } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';

/**
 * The label `service.kubernetes.io/service-proxy-name` gives a Service to another program. kube-proxy ignores every Service that has it, whatever its value: without such a program its cluster IP leads nowhere. A value that names kube-proxy or nothing is a mistake; any other one is worth knowing about.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata:
 *   name: web
 *   labels:
 *     app: web
 *     service.kubernetes.io/service-proxy-name: kube-proxy
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata:
 *   name: web
 *   labels:
 *     app: web
 * spec:
 *   selector: { app: web }
 *   ports: [{ port: 80 }]
 * ```
 * @exceptions Headless Services and ExternalNames, stacks in which something is told of such a label.
 * @source cmd/kube-proxy/app/server.go
 */
export const kn910 = defineRule({
  code: 'KN910',
  name: 'kp-skipped',
  severity: 'warning',
  summary: 'A label makes kube-proxy ignore the Service.',
  subjects: ['service'],
  reads: ['podMaker', 'configMap'],
  within: 'stack',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: true,
  sources: ['cmd/kube-proxy/app/server.go'],
  check(service, { world }, report) {
    const label = pairOf(service.labels, proxyName);
    if (label?.value === undefined || service.serviceType.value === 'ExternalName' || isHeadless(service)) return;
    const mistaken = ['', 'kube-proxy', 'default'].includes(label.value);
    if (!mistaken && hasOtherProxy(world)) return;
    report({
      at: label,
      severity: mistaken ? 'warning' : 'info',
      message: `${describe(service)} has the label ${proxyName}, so kube-proxy ignores it, whatever the value is: ${
        mistaken
          ? 'connections to its cluster IP lead nowhere'
          : `only a proxy of the name ${label.value} serves its cluster IP`
      }.`,
      fixes: () => (mistaken ? fixOf(`Remove the label`, [removeField(service, label)], true) : []),
    });
  },
});

const proxyName = 'service.kubernetes.io/service-proxy-name';

/** Whether some program of the stack is told which Services are its own. */
function hasOtherProxy(world: World): boolean {
  return world.keyed(workloads, 'proxy').length > 0 || world.keyed(settings, 'proxy').length > 0;
}

const told = /service-proxy-name/;

const workloads: KeySlot<'podMaker'> = {
  type: 'podMaker',
  keysOf: ({ template }) =>
    template.containers.some(
      ({ args, command, env }) =>
        [...args, ...command].some(({ value }) => value !== undefined && told.test(value)) ||
        env.some(({ value }) => value?.value !== undefined && told.test(value.value)),
    )
      ? ['proxy']
      : [],
};

const settings: KeySlot<'configMap'> = {
  type: 'configMap',
  keysOf: ({ data }) =>
    data.pairs.some(({ key, value }) => told.test(key) || (value !== undefined && told.test(value))) ? ['proxy'] : [],
};
