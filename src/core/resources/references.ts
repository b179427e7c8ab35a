import type { Pair, Stated } from './field.ts';
import type { Container, PodMaker } from './pod-maker.ts';
import type { FileMentions } from './references/config-files.ts';
import { type Expanded, expand, plain } from './references/expand.ts';
import { wordsOf } from './references/key-words.ts';
import type { HostMention } from './references/mention.ts';
import { spanInScalar } from './references/raw-span.ts';
import type { Reference, Via } from './references/reference.ts';
import { scanText } from './references/scan-text.ts';
import { asReference, referencesIn, writtenOf } from './references/sources.ts';
import { type ConfigMaps, variablesOf } from './references/variables.ts';
import type { ConfigMap } from './resource.ts';

export { type FileMentions, fileMentions, valueMentions } from './references/config-files.ts';
export type { Reference, ReferencePlace, Via } from './references/reference.ts';
export type { ConfigMaps } from './references/variables.ts';

/**
 * What containers say they call (`networking-semantics` §5.3), found in texts alone: whether a name exists is for
 * `network/references.ts`.
 */

const none: readonly Reference[] = [];

/** What the pod maker's own text names: variables, commands, probes. Depends on the pod maker alone. */
export function ownReferences(maker: PodMaker): readonly Reference[] {
  const found: Reference[] = [];
  for (const container of containersOf(maker)) {
    for (const { name, value } of container.env) {
      const written = writtenOf(maker, value);
      if (name?.value === undefined || written === undefined || written.value.includes('$(')) continue;
      const via: Via = { kind: 'env', name: name.value };
      for (const each of referencesIn(plain(written), name.value, 'value', container, via))
        found.push(pairedPort(each, (port) => statedPort(container, port)));
    }
    for (const kind of ['command', 'args'] as const)
      addWords(found, maker, container, container[kind], { kind }, undefined);
    for (const { name, words, host, port } of container.probes) {
      addWords(found, maker, container, words, { kind: 'probe', name }, undefined);
      if (host?.value !== undefined)
        found.push({
          host: host.value,
          port: typeof port?.value === 'number' ? port.value : undefined,
          portStated: port !== undefined,
          scheme: undefined,
          form: 'bare',
          key: 'host',
          sure: true,
          container,
          via: { kind: 'probe', name },
          place: () => ({ resource: maker, start: host.start, end: host.end }),
        });
    }
  }
  return found.length === 0 ? none : found;
}

/** What ConfigMaps name by themselves: {@link fileMentions} and {@link valueMentions}, or memories of them. */
export interface ConfigMentions {
  readonly files: (configMap: ConfigMap) => readonly FileMentions[];
  readonly values: (configMap: ConfigMap) => readonly FileMentions[];
}

/** What needs ConfigMaps: variables and files from them, and texts with `$(VAR)`. */
export function configuredReferences(
  maker: PodMaker,
  configMaps: ConfigMaps,
  mentions: ConfigMentions,
): readonly Reference[] {
  const found: Reference[] = [];
  for (const container of containersOf(maker)) {
    if (isExpanded(container)) addExpanded(found, maker, container, configMaps);
    else addHeld(found, container, configMaps, mentions);
    for (const { configMap: name, keys } of mountedBy(maker, container)) {
      const configMap = configMaps(name);
      if (configMap === undefined) continue;
      for (const { pair, mentions: hosts } of mentions.files(configMap))
        if (keys === undefined || keys.includes(pair.key))
          addMentions(found, container, configMap, pair, hosts, { kind: 'file', configMap: name, key: pair.key });
    }
  }
  return found.length === 0 ? none : found;
}

/** Variables whose values ConfigMaps hold. */
function addHeld(found: Reference[], container: Container, configMaps: ConfigMaps, { values }: ConfigMentions): void {
  const { env, envFrom } = container;
  for (const { kind, name: source, prefix } of envFrom) {
    const configMap = kind === 'configMap' && source.value !== undefined ? configMaps(source.value) : undefined;
    for (const { pair, mentions } of configMap === undefined ? [] : values(configMap)) {
      const name = `${prefix}${pair.key}`;
      // What the container states itself wins.
      if (configMap === undefined || env.some((variable) => variable.name?.value === name)) continue;
      const via: Via = { kind: 'env', name, configMap: source.value ?? '?', key: pair.key };
      const portIn = (port: string) =>
        Number(configMap.data.pairs.find(({ key }) => `${prefix}${key}` === port)?.value);
      addMentions(found, container, configMap, pair, mentions, via, portIn);
    }
  }
  for (const { name, from } of env) {
    if (from?.kind !== 'configMap' || name?.value === undefined || from.name === undefined) continue;
    const configMap = configMaps(from.name);
    const pair = configMap?.data.pairs.find(({ key }) => key === from.key);
    if (configMap === undefined || pair?.value === undefined) continue;
    const via: Via = { kind: 'env', name: name.value, configMap: from.name, key: pair.key };
    const mentions = scanText(pair.value, name.value, pair.value.includes('\n') ? 'lines' : 'value');
    addMentions(found, container, configMap, pair, mentions, via, (port) => statedPort(container, port));
  }
}

/** Mentions in a value of a ConfigMap as what a container calls. */
function addMentions(
  found: Reference[],
  container: Container,
  configMap: ConfigMap,
  pair: Pair,
  mentions: readonly HostMention[],
  via: Via,
  portIn?: (variable: string) => number,
): void {
  const value = pair.value ?? '';
  for (const mention of mentions) {
    const place = () => ({
      resource: configMap,
      ...spanInScalar(configMap.document.text, pair, value, mention),
    });
    const reference = asReference(mention, container, via, place);
    found.push(portIn === undefined ? reference : pairedPort(reference, portIn));
  }
}

/** Variables from ConfigMaps, and everything that is made of variables, in a container that has `$(VAR)` somewhere. */
function addExpanded(found: Reference[], maker: PodMaker, container: Container, configMaps: ConfigMaps): void {
  const variables = variablesOf(maker, container, configMaps);
  for (const { name, value, from } of variables.values()) {
    // What stands in the pod maker's own text as it is is found there.
    if (from === undefined && !value.composed) continue;
    const via: Via = { kind: 'env', name, ...from };
    const kind = from !== undefined && value.text.includes('\n') ? 'lines' : 'value';
    for (const each of referencesIn(value, name, kind, container, via))
      found.push(pairedPort(each, (port) => Number(variables.get(port)?.value.text)));
  }
  const lookup = (name: string) => variables.get(name)?.value;
  for (const kind of ['command', 'args'] as const) addWords(found, maker, container, container[kind], { kind }, lookup);
}

/** Every container but those that `kubectl debug` adds. */
function containersOf({ template: { containers, initContainers } }: PodMaker): readonly Container[] {
  return initContainers.length === 0 ? containers : [...containers, ...initContainers];
}

function isExpanded({ env, args, command }: Container): boolean {
  const has = ({ value }: Stated<string>) => value?.includes('$(') === true;
  return env.some(({ value }) => value !== undefined && has(value)) || args.some(has) || command.some(has);
}

/** ConfigMaps that a container mounts, with the keys where not all of them are. */
function mountedBy({ template }: PodMaker, { mounts }: Container): PodMaker['template']['configVolumes'] {
  return template.configVolumes.filter(({ volume }) => mounts.includes(volume));
}

/** References in the words of a command; without `lookup` those without variables, with it those that have some. */
function addWords(
  found: Reference[],
  maker: PodMaker,
  container: Container,
  words: readonly Stated<string>[],
  via: Via,
  lookup: ((name: string) => Expanded | undefined) | undefined,
): void {
  let before = '';
  for (const word of words) {
    const written = writtenOf(maker, word);
    if (written === undefined) {
      before = '';
      continue;
    }
    const { value } = written;
    if (value.includes('$(') === (lookup !== undefined)) {
      const text = lookup === undefined ? plain(written) : expand(written, lookup);
      const key = before.startsWith('-') && !before.includes('=') && !value.startsWith('-') ? before : '';
      add(found, referencesIn(text, key, value.includes('\n') ? 'lines' : 'value', container, via));
    }
    before = value;
  }
}

function add(found: Reference[], more: readonly Reference[]): void {
  for (const each of more) found.push(each);
}

/** The number that a container's own variable states. */
function statedPort({ env }: Container, variable: string): number {
  return Number(env.find(({ name }) => name?.value === variable)?.value?.value);
}

/** A host without a port takes the one of the variable beside: `DB_HOST` and `DB_PORT`. */
function pairedPort(reference: Reference, numberIn: (variable: string) => number): Reference {
  if (reference.port !== undefined || reference.via.kind !== 'env') return reference;
  const { name } = reference.via;
  const last = wordsOf(name).at(-1);
  if (last === undefined || !name.toLowerCase().endsWith(last)) return reference;
  const stem = name.slice(0, -last.length);
  const port = [`${stem}PORT`, `${stem}port`, `${name}_PORT`].map(numberIn).find((value) => Number.isInteger(value));
  return port === undefined || port <= 0 || port > 65535 ? reference : { ...reference, port, portStated: true };
}
