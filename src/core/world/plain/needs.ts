import type { Pairs } from '../../resources/field.ts';
import type { PodMaker } from '../../resources/pod-maker.ts';
import { scanText } from '../../resources/references/scan-text.ts';
import type { Resource } from '../../resources/resource.ts';
import type { NamespaceIndex } from '../namespace-index.ts';
import type { NamespaceNames } from '../namespace-names.ts';
import { isControllerKey } from '../pod-labels.ts';

/** Something that an object cannot work without: pods with some labels, or an object of some name, in one namespace. */
export interface Need {
  /** The object that needs it. */
  readonly from: Resource;
  readonly namespace: string;
  /** Whether the text states that namespace; it may then be met from anywhere in the workspace. */
  readonly stated: boolean;
  readonly wanted:
    | { readonly pods: Pairs }
    | { readonly type: 'service' | 'configMap' | 'gateway'; readonly name: string };
  /**
   * Under which key {@link offerKeys} of whoever meets it lists it. One pair of a selector stands for all, so what has the
   * key has still to be asked with {@link meets}.
   */
  readonly key: string;
}

/** Indexes of some objects by namespace. */
export type Namespaces = ReadonlyMap<string, NamespaceIndex>;

/** What an object needs others for: `stacks-and-evidence` §2.3. */
export function needsOf(resource: Resource, names: NamespaceNames): readonly Need[] {
  const needs: Need[] = [];
  const { name: namespace, assumed, unknown } = names.of(resource);
  if (unknown !== undefined) return needs;
  const collector = new Collector(needs, resource, namespace, !assumed);
  switch (resource.type) {
    case 'service':
      if (resource.serviceType.value !== 'ExternalName') collector.pods(resource.selector);
      break;
    case 'ingress':
      collector.object('service', resource.defaultBackend?.service?.value);
      for (const { paths } of resource.rules)
        for (const { backend } of paths) collector.object('service', backend?.service?.value);
      break;
    case 'route':
      for (const parent of resource.parents)
        if (parent.kind === 'Gateway') collector.object('gateway', parent.name?.value, parent.namespace?.value);
      for (const { backends } of resource.rules)
        for (const { kind, group, name, namespace: other } of backends)
          if (kind === 'Service' && group === '') collector.object('service', name?.value, other?.value);
      break;
    case 'networkPolicy':
      if (resource.podSelector !== undefined) collector.pods(resource.podSelector.matchLabels);
      for (const { peers } of [...resource.ingress, ...resource.egress])
        for (const { podSelector, namespaceSelector } of peers)
          if (podSelector !== undefined && namespaceSelector === undefined) collector.pods(podSelector.matchLabels);
      break;
    case 'podMaker':
      collector.podMaker(resource);
      break;
  }
  return needs;
}

/** Keys of what an object offers to the needs of others. */
export function offerKeys(resource: Resource, names: NamespaceNames): readonly string[] {
  const { name: namespace } = names.of(resource);
  if (resource.type === 'podMaker')
    return resource.template.labels.pairs.flatMap(({ key, value }) =>
      value === undefined ? [] : [podKey(namespace, key, value)],
    );
  const name = resource.name?.value;
  if (name === undefined) return [];
  if (resource.type === 'service' || resource.type === 'configMap' || resource.type === 'gateway')
    return [objectKey(resource.type, namespace, name)];
  return [];
}

/** Whether some objects surely meet a need; with `perhaps`, whether they might. */
export function meets(namespaces: Namespaces, { namespace, wanted }: Need, perhaps = false): boolean {
  const index = namespaces.get(namespace);
  if (index === undefined) return false;
  if ('pods' in wanted) return index.podsSelectedBy(wanted.pods).some(({ match }) => perhaps || match === 'yes');
  return index.named(wanted.type, wanted.name).length > 0;
}

class Collector {
  readonly #needs: Need[];
  readonly #from: Resource;
  readonly #namespace: string;
  readonly #stated: boolean;

  constructor(needs: Need[], from: Resource, namespace: string, stated: boolean) {
    this.#needs = needs;
    this.#from = from;
    this.#namespace = namespace;
    this.#stated = stated;
  }

  pods(selector: Pairs): void {
    if (selector.open !== undefined) return;
    const pair = selector.pairs.find(({ key, value }) => value !== undefined && !isControllerKey(key));
    if (pair?.value === undefined) return;
    this.#add(this.#namespace, this.#stated, { pods: selector }, podKey(this.#namespace, pair.key, pair.value));
  }

  object(type: 'service' | 'configMap' | 'gateway', name: string | undefined, namespace?: string): void {
    if (name === undefined || name === '') return;
    const where = namespace ?? this.#namespace;
    this.#add(where, namespace !== undefined || this.#stated, { type, name }, objectKey(type, where, name));
  }

  podMaker({ serviceName, template }: PodMaker): void {
    this.object('service', serviceName?.value);
    // Every namespace has this one; a controller writes it.
    for (const { value } of template.configMaps) if (value !== 'kube-root-ca.crt') this.object('configMap', value);
    for (const containers of [template.containers, template.initContainers])
      for (const { env, args, command } of containers) {
        for (const { value } of env) this.#hosts(value?.value);
        for (const { value } of args) this.#hosts(value);
        for (const { value } of command) this.#hosts(value);
      }
  }

  /** Services that a text names by more than a word alone; a host that is none does no harm. */
  #hosts(text: string | undefined): void {
    // A long text (a certificate, a script) is not worth a scan.
    if (text === undefined || text.length > 2000) return;
    const seen = new Set<string>();
    for (const { host, form } of scanText(text, '', 'value')) {
      const [service = '', namespace, svc] = host.split('.');
      if (
        form === 'bare' ||
        form === 'variable' ||
        seen.has(host) ||
        service === 'localhost' ||
        (svc !== undefined && svc !== 'svc')
      )
        continue;
      seen.add(host);
      this.object('service', service, namespace);
    }
  }

  #add(namespace: string, stated: boolean, wanted: Need['wanted'], key: string): void {
    this.#needs.push({ from: this.#from, namespace, stated, wanted, key });
  }
}

function podKey(namespace: string, key: string, value: string): string {
  return `pods ${namespace} ${key}=${value}`;
}

function objectKey(type: string, namespace: string, name: string): string {
  return `${type} ${namespace} ${name}`;
}
