import { isHook, runningContainers } from '../../network/pod.ts';
import { portFault } from '../../resources/names.ts';
import type { Container, PodMaker, Probe } from '../../resources/pod-maker.ts';
import type { Span } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { containerName, isBuiltIn, isWhole } from '../shared/pods.ts';

/**
 * A probe does one thing: `httpGet`, `tcpSocket`, `grpc` or `exec`; a hook of `lifecycle` may `sleep` instead of `grpc`. Its port is a number from 1 to 65535, or the name of a container port. The API server refuses anything else.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 8080 }], readinessProbe: { httpGet: { port: 8080, scheme: https } } }
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Pod
 * metadata: { name: web, labels: { app: web } }
 * spec:
 *   containers:
 *     - { name: web, image: web, ports: [{ containerPort: 8080 }], readinessProbe: { httpGet: { port: 8080, scheme: HTTPS } } }
 * ```
 * @exceptions What is missing in a part of a pod: a patch or an excerpt.
 * @source pkg/apis/core/validation/validation.go, validateProbe and validateHandler
 */
export const kn135 = defineRule({
  code: 'KN135',
  name: 'probe-invalid',
  severity: 'error',
  summary: 'A probe or hook is not one that the API server takes.',
  subjects: ['podMaker'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/core/validation/validation.go, validateProbe and validateHandler'],
  check(maker, _context, report) {
    if (!isBuiltIn(maker)) return;
    const whole = isWhole(maker.template);
    for (const container of runningContainers(maker.template))
      for (const probe of container.probes)
        for (const { at, what, fixes } of faultsOf(maker, container, probe, whole))
          report({
            at,
            message: `${probe.name} of container ${containerName(container)} has ${what}: the API server refuses it.`,
            ...(fixes === undefined ? {} : { fixes }),
          });
  },
});

interface Fault {
  readonly at: Span;
  /** What the probe has, for the message. */
  readonly what: string;
  readonly fixes?: () => readonly Fix[];
}

const schemes = ['HTTP', 'HTTPS'];

function faultsOf(maker: PodMaker, container: Container, probe: Probe, whole: boolean): readonly Fault[] {
  const { name, keySpan, handler, port, scheme, command, successThreshold } = probe;
  const hook = isHook(probe);
  const faults: Fault[] = [];
  if (handler === 'several') faults.push({ at: keySpan, what: 'more than one handler' });
  if (handler === 'none' && whole)
    faults.push({
      at: keySpan,
      what: `no handler: ${hook ? 'httpGet, exec or sleep' : 'httpGet, tcpSocket, grpc or exec'}`,
    });
  if (handler === 'exec' && command === false && whole) faults.push({ at: keySpan, what: 'an exec without a command' });
  if (handler === 'httpGet' || handler === 'tcpSocket' || handler === 'grpc') {
    const fault = port?.value === undefined ? undefined : portFault(port.value);
    if (port === undefined) {
      if (whole) faults.push({ at: keySpan, what: `no port in ${handler}` });
    } else if (fault !== undefined && (handler !== 'grpc' || typeof port.value === 'number'))
      faults.push({
        at: port,
        what: `the port ${typeof port.value === 'string' ? `"${port.value}"` : port.value}, which ${fault}`,
        fixes: () => portFixes(maker, container, port.value, port),
      });
  }
  if (handler === 'httpGet' && scheme?.value !== undefined && !schemes.includes(scheme.value)) {
    const upper = scheme.value.toUpperCase();
    faults.push({
      at: scheme,
      what: `the scheme "${scheme.value}", which is neither HTTP nor HTTPS`,
      fixes: () => (schemes.includes(upper) ? replaceFix(`Use ${upper}`, maker, scheme, upper, true) : []),
    });
  }
  const times = successThreshold?.value;
  if (successThreshold !== undefined && times !== undefined && (name === 'readinessProbe' ? times < 0 : times !== 1))
    faults.push({
      at: successThreshold,
      what: `successThreshold ${times}, which must be ${name === 'readinessProbe' ? 'greater than or equal to 0' : '1'}`,
      fixes: () => replaceFix('Use successThreshold 1', maker, successThreshold, 1),
    });
  return faults;
}

/** A number in quotes becomes one; another text becomes the name of a port that the container has. */
function portFixes(
  maker: PodMaker,
  container: Container,
  value: number | string | undefined,
  at: Span,
): readonly Fix[] {
  if (typeof value !== 'string') return [];
  if (/^\d+$/.test(value) && portFault(Number(value)) === undefined)
    return replaceFix(`Use the number ${Number(value)}`, maker, at, Number(value), true);
  return container.ports.flatMap(({ name, protocol }) =>
    name?.value !== undefined && protocol.value === 'TCP' && portFault(name.value) === undefined
      ? replaceFix(`Use port ${name.value}`, maker, at, name.value)
      : [],
  );
}
