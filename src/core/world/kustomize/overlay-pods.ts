import type { Container, LabelSelector, PodMaker, PodTemplate, Probe } from '../../resources/pod-maker.ts';
import { below, type Change, changed, changedField, changedPairs, reasonOf, unknownAt } from './overlay.ts';

/** A pod maker after a change of its object. */
export function changePodMaker(maker: PodMaker, change: Change): PodMaker {
  const spec = below(change, 'spec');
  const template = templateChange(maker, change);
  const workload = maker.workload !== 'Pod' && spec !== undefined;
  return {
    ...maker,
    ...(workload
      ? {
          replicas:
            maker.replicas === undefined ? undefined : changed(maker.replicas, below(spec, 'replicas'), maker.kindSpan),
          serviceName: changed(maker.serviceName, below(spec, 'serviceName'), maker.kindSpan),
          selector: changeSelector(
            maker.selector ?? missingSelector(maker, below(spec, 'selector')),
            below(spec, 'selector'),
          ),
        }
      : {}),
    template: template === undefined ? maker.template : changeTemplate(maker.template, template),
  };
}

/** What a selector that the text lacks is before a change adds it. */
function missingSelector(
  { kindSpan: { start, end } }: PodMaker,
  change: Change | undefined,
): LabelSelector | undefined {
  if (change === undefined) return undefined;
  return { matchLabels: { pairs: [], open: reasonOf(change), start, end }, matchExpressions: [], start, end };
}

/** A label selector after a change; what may be added to its expressions leaves it open. */
export function changeSelector(
  selector: LabelSelector | undefined,
  change: Change | undefined,
): LabelSelector | undefined {
  if (selector === undefined || change === undefined) return selector;
  const labels = changedPairs(selector.matchLabels, below(change, 'matchLabels'));
  const open = below(change, 'matchExpressions') === undefined ? {} : { open: reasonOf(change) };
  return { ...selector, matchLabels: { ...labels, ...open } };
}

/** Where the pod template of a kind stands in its object. */
function templateChange({ workload }: PodMaker, change: Change): Change | undefined {
  if (workload === 'Pod') return change;
  if (workload === 'CronJob') return below(change, 'spec', 'jobTemplate', 'spec', 'template');
  if (workload === 'PodTemplate') return below(change, 'template');
  return below(change, 'spec', 'template');
}

function changeTemplate(template: PodTemplate, change: Change): PodTemplate {
  const metadata = below(change, 'metadata');
  const withMetadata: PodTemplate =
    metadata === undefined
      ? template
      : {
          ...template,
          labels: changedPairs(template.labels, below(metadata, 'labels')),
          annotations: changedPairs(template.annotations, below(metadata, 'annotations')),
        };
  const spec = below(change, 'spec');
  return spec === undefined ? withMetadata : changePodSpec(withMetadata, spec);
}

function changePodSpec(template: PodTemplate, spec: Change): PodTemplate {
  return {
    ...template,
    containers: changeContainers(template.containers, below(spec, 'containers')),
    initContainers: changeContainers(template.initContainers, below(spec, 'initContainers')),
    hostNetwork: changedField(template.hostNetwork, below(spec, 'hostNetwork')),
    hostUsers: changed(template.hostUsers, below(spec, 'hostUsers'), template),
    dnsPolicy: changedField(template.dnsPolicy, below(spec, 'dnsPolicy')),
    dnsConfig: changeDnsConfig(template, below(spec, 'dnsConfig')),
    hostAliases: below(spec, 'hostAliases') === undefined ? template.hostAliases : [],
    hostname: changed(template.hostname, below(spec, 'hostname'), template),
    subdomain: changed(template.subdomain, below(spec, 'subdomain'), template),
    restartPolicy: changedField(template.restartPolicy, below(spec, 'restartPolicy')),
    enableServiceLinks: changedField(template.enableServiceLinks, below(spec, 'enableServiceLinks')),
    serviceAccountName: changed(template.serviceAccountName, below(spec, 'serviceAccountName'), template),
    nodeName: changed(template.nodeName, below(spec, 'nodeName'), template),
    nodeSelector: changedPairs(template.nodeSelector, below(spec, 'nodeSelector')),
    configVolumes: below(spec, 'volumes') === undefined ? template.configVolumes : [],
  };
}

/** Any change leaves nothing known of what the pod's resolver is told. */
function changeDnsConfig({ dnsConfig, start, end }: PodTemplate, change: Change | undefined): PodTemplate['dnsConfig'] {
  if (change === undefined) return dnsConfig;
  const at = dnsConfig ?? { start, end };
  return { nameservers: [unknownAt(at, change)], searches: [], options: [], start: at.start, end: at.end };
}

function changeContainers(containers: readonly Container[], change: Change | undefined): readonly Container[] {
  if (change === undefined) return containers;
  const names = new Set(containers.map(({ name }) => `[${name?.value ?? ''}]`));
  // A path that goes on below an item of unknown name is of a container that is there.
  const adds = change.touches.some(
    ({ path: [item, ...rest] }) => item === undefined || (!names.has(item) && (item !== '[]' || rest.length === 0)),
  );
  return containers.map((container, position) => {
    const own = below(change, `[${container.name?.value ?? ''}]`);
    const result = own === undefined ? container : changeContainer(container, own);
    // The ports of a container that is added could be any.
    return adds && position === 0 ? { ...result, portsOpen: reasonOf(change) } : result;
  });
}

function changeContainer(container: Container, change: Change): Container {
  const ports = below(change, 'ports');
  return {
    ...container,
    name: changed(container.name, below(change, 'name'), container),
    image: changed(container.image, below(change, 'image'), container),
    ports:
      ports === undefined
        ? container.ports
        : container.ports.map((port) => ({
            ...port,
            name: unknownAt(port, ports),
            containerPort: unknownAt(port, ports),
            hostPort: port.hostPort === undefined ? undefined : unknownAt(port.hostPort, ports),
            protocol: unknownAt(port.protocol, ports),
          })),
    portsOpen: ports === undefined ? container.portsOpen : reasonOf(ports),
    env: container.env.map((variable) => {
      const own = below(change, 'env', `[${variable.name?.value ?? ''}]`);
      return own === undefined ? variable : { ...variable, value: unknownAt(variable, own), from: undefined };
    }),
    command: changeTexts(container.command, below(change, 'command')),
    args: changeTexts(container.args, below(change, 'args')),
    probes: container.probes.map((probe) => {
      const path = probe.name === 'postStart' || probe.name === 'preStop' ? ['lifecycle', probe.name] : [probe.name];
      const own = below(change, ...path);
      return own === undefined ? probe : changeProbe(probe, own);
    }),
    restartPolicy: changed(container.restartPolicy, below(change, 'restartPolicy'), container),
  };
}

function changeProbe(probe: Probe, change: Change): Probe {
  return {
    ...probe,
    handler: 'unknown',
    port: unknownAt(probe, change),
    host: undefined,
    scheme: undefined,
    command: undefined,
    successThreshold: undefined,
  };
}

function changeTexts(texts: Container['args'], change: Change | undefined): Container['args'] {
  return change === undefined ? texts : texts.map((text) => unknownAt(text, change));
}
