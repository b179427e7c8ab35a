import type { Container, LabelSelector, PodMaker, PodTemplate } from '../../resources/pod-maker.ts';
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
          selector: changeSelector(maker.selector, below(spec, 'selector')),
        }
      : {}),
    template: template === undefined ? maker.template : changeTemplate(maker.template, template),
  };
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
    hostname: changed(template.hostname, below(spec, 'hostname'), template),
    subdomain: changed(template.subdomain, below(spec, 'subdomain'), template),
    restartPolicy: changedField(template.restartPolicy, below(spec, 'restartPolicy')),
    enableServiceLinks: changedField(template.enableServiceLinks, below(spec, 'enableServiceLinks')),
    serviceAccountName: changed(template.serviceAccountName, below(spec, 'serviceAccountName'), template),
    nodeName: changed(template.nodeName, below(spec, 'nodeName'), template),
    nodeSelector: changedPairs(template.nodeSelector, below(spec, 'nodeSelector')),
  };
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
      return own === undefined ? probe : { ...probe, port: unknownAt(probe, own), host: undefined };
    }),
    restartPolicy: changed(container.restartPolicy, below(change, 'restartPolicy'), container),
  };
}

function changeTexts(texts: Container['args'], change: Change | undefined): Container['args'] {
  return change === undefined ? texts : texts.map((text) => unknownAt(text, change));
}
