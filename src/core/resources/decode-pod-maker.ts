import { child, type MapNode, type Node } from '../manifest/node.ts';
import {
  defaulted,
  integer,
  isNull,
  map,
  numberOrName,
  plainText,
  present,
  type Reading,
  text,
} from './decode-field.ts';
import { decodeBase, hasStatus, type ObjectHead } from './decode-metadata.ts';
import { labelSelector, plainSelector } from './decode-selector.ts';
import { decodeTemplate } from './decode-template.ts';
import type { Stated } from './field.ts';
import { pairOf } from './labels.ts';
import type { PodMaker, PodStatus, PodTemplate } from './pod-maker.ts';
import type { PodMakerKind } from './pod-maker-kinds.ts';

/**
 * Decodes an object of a kind in the table; `undefined` when a custom kind has no template where the table says, because
 * it refers to another object's (an Argo Rollout with `workloadRef`).
 */
export function decodePodMaker(reading: Reading, head: ObjectHead, kind: PodMakerKind): PodMaker | undefined {
  const { node } = head;
  let template: MapNode | undefined = node;
  for (const key of kind.template) template = map(reading, template, key);
  if (template === undefined && kind.workload === 'custom') return undefined;
  const spec = map(reading, node, 'spec');
  const pod = kind.workload === 'Pod';
  const job = kind.workload === 'CronJob' ? present(present(spec, 'jobTemplate'), 'spec') : spec;
  const base = decodeBase(reading, head);
  return {
    ...base,
    type: 'podMaker',
    workload: kind.workload,
    replicas: kind.replicas ? (integer(reading, spec, 'replicas') ?? defaulted(1, spec ?? node)) : undefined,
    selector:
      kind.selector === 'labels'
        ? labelSelector(reading, spec, 'selector')
        : kind.selector === 'plain'
          ? plainSelector(reading, spec, 'selector')
          : undefined,
    template: withNameLabel(
      decodeTemplate(reading, template, node, { pod, labelsOpen: kind.adds, portsOpen: kind.adds }),
      base.name,
      kind,
    ),
    serviceName: kind.workload === 'StatefulSet' ? text(reading, spec, 'serviceName') : undefined,
    firstOrdinal:
      kind.workload === 'StatefulSet' ? (integer(reading, present(spec, 'ordinals'), 'start')?.value ?? 0) : 0,
    indexed: plainText(job, 'completionMode') === 'Indexed',
    maxSurge: decodeMaxSurge(reading, spec, kind.workload),
    status: pod && hasStatus(node) ? decodePodStatus(node) : undefined,
  };
}

/** A template whose pods carry the name of their object as a label, where the kind has one. */
function withNameLabel(
  template: PodTemplate,
  name: Stated<string> | undefined,
  { nameLabel }: PodMakerKind,
): PodTemplate {
  const { labels } = template;
  if (nameLabel === undefined || pairOf(labels, nameLabel) !== undefined) return template;
  const { start, end } = labels;
  const pair = {
    key: nameLabel,
    value: name?.value,
    added: 'the controller',
    start,
    end,
    keyStart: start,
    keyEnd: end,
  };
  return { ...template, labels: { ...labels, pairs: [...labels.pairs, pair] } };
}

/**
 * Decodes the one pod template of an object of an unknown kind. What its controller makes of it is not known, so labels
 * and ports are open, and its fields' types are that kind's own business.
 */
export function decodeCustomMaker(reading: Reading, head: ObjectHead, template: MapNode): PodMaker {
  const adds = `the controller of ${head.kind} may change these pods`;
  const lenient: Reading = { ...reading, problems: [] };
  return {
    ...decodeBase(reading, head),
    type: 'podMaker',
    workload: 'custom',
    replicas: undefined,
    selector: undefined,
    template: decodeTemplate(lenient, template, head.node, { pod: false, labelsOpen: adds, portsOpen: adds }),
    serviceName: undefined,
    firstOrdinal: 0,
    indexed: false,
    maxSurge: undefined,
    status: undefined,
  };
}

function decodeMaxSurge(
  reading: Reading,
  spec: Node | undefined,
  workload: PodMaker['workload'],
): PodMaker['maxSurge'] {
  const strategy = workload === 'Deployment' ? 'strategy' : workload === 'DaemonSet' ? 'updateStrategy' : undefined;
  return strategy === undefined
    ? undefined
    : numberOrName(reading, present(present(spec, strategy), 'rollingUpdate'), 'maxSurge');
}

/** What a dump says about a pod. Wrong types in a status are the dump's business. */
function decodePodStatus(node: MapNode): PodStatus {
  const status = child(node, 'status');
  const podIPs: string[] = [];
  const stated = child(status, 'podIPs');
  if (stated?.type === 'sequence')
    for (const item of stated.items) {
      const ip = plainText(item, 'ip');
      if (ip !== undefined) podIPs.push(ip);
    }
  const podIP = plainText(status, 'podIP');
  if (podIP !== undefined && !podIPs.includes(podIP)) podIPs.unshift(podIP);
  const deletion = child(child(node, 'metadata'), 'deletionTimestamp');
  return {
    phase: plainText(status, 'phase'),
    podIPs,
    ready: isReady(child(status, 'conditions')),
    terminating: deletion !== undefined && !isNull(deletion),
    nodeName: plainText(child(node, 'spec'), 'nodeName'),
  };
}

function isReady(conditions: Node | undefined): boolean {
  return (
    conditions?.type === 'sequence' &&
    conditions.items.some((item) => plainText(item, 'type') === 'Ready' && plainText(item, 'status') === 'True')
  );
}
