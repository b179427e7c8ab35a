import picomatch from 'picomatch';
import type { MapEntry, Node } from '../manifest/node.ts';
import type { Severity } from '../rules/rule.ts';
import { defaultSettings, type LintSettings } from '../rules/settings.ts';
import { type SuppressEntry, severities } from '../rules/suppression.ts';
import type { Span } from '../text/span.ts';

/** Name of the configuration file at the root of a workspace; editor and command line read it alike. */
export const configurationFile = '.portolan.yaml';

/** A stack that the configuration states outright. */
export interface StatedStack {
  readonly name: string;
  readonly paths: readonly string[];
  readonly namespace: string | undefined;
}

/** Something wrong in the configuration file: finding KN007. */
export interface ConfigurationProblem extends Span {
  readonly severity: Severity;
  readonly message: string;
}

/** `.portolan.yaml`, decoded. */
export interface Configuration {
  readonly settings: LintSettings;
  /** gitignore-style patterns of files that Portolan leaves out. */
  readonly ignore: readonly string[];
  readonly stacks: readonly StatedStack[];
  readonly suppress: readonly SuppressEntry[];
  readonly problems: readonly ConfigurationProblem[];
}

/** What holds without a configuration file. */
export const emptyConfiguration: Configuration = {
  settings: defaultSettings,
  ignore: [],
  stacks: [],
  suppress: [],
  problems: [],
};

/** Keys that the design knows but this version does not act on yet. */
const laterKeys = new Set(['helm', 'expect']);

/**
 * Decodes the tree of a `.portolan.yaml` over `base` (what the editor's settings say; the file wins, so that everybody who
 * opens the folder sees the same). Never throws: what is wrong becomes a problem on its own line, the rest holds.
 */
export function readConfiguration(root: Node | undefined, base: LintSettings = defaultSettings): Configuration {
  const reader = new Reader();
  let settings = base;
  const ignore: string[] = [];
  const stacks: StatedStack[] = [];
  const suppress: SuppressEntry[] = [];
  for (const entry of reader.entries(root, 'The configuration')) {
    const { key, value } = entry;
    if (key.value === 'ignore') ignore.push(...reader.strings(value, 'ignore'));
    else if (key.value === 'rules')
      settings = { ...settings, severities: reader.severities(value, settings.severities) };
    else if (key.value === 'kubernetes') settings = reader.kubernetes(value, settings);
    else if (key.value === 'external') settings = { ...settings, external: reader.strings(value, 'external') };
    else if (key.value === 'stacks') for (const item of reader.items(value, 'stacks')) reader.stack(item, stacks);
    else if (key.value === 'suppress')
      for (const item of reader.items(value, 'suppress')) reader.suppress(item, suppress);
    else if (key.value === 'profile') settings = reader.profile(value, settings);
    else if (typeof key.value === 'string' && laterKeys.has(key.value))
      reader.problem(key, `This version of Portolan does not use "${key.value}" yet; it has no effect.`, 'info');
    else reader.unknownKey(entry, 'profile, kubernetes, ignore, rules, suppress, stacks, external, helm, expect');
  }
  return { settings, ignore, stacks, suppress, problems: reader.problems };
}

/** Reads values of expected types and notes what is not. */
class Reader {
  readonly problems: ConfigurationProblem[] = [];

  problem(span: Span, message: string, severity: Severity = 'error'): void {
    this.problems.push({ start: span.start, end: span.end, message, severity });
  }

  unknownKey({ key }: MapEntry, known: string): void {
    this.problem(key, `"${String(key.value)}" is not a key Portolan knows here. Known keys: ${known}.`);
  }

  entries(node: Node | undefined, what: string): readonly MapEntry[] {
    if (node === undefined || (node.type === 'scalar' && node.value === null)) return [];
    if (node.type === 'map') return node.entries;
    this.problem(node, `${what} has to be a map of keys and values.`);
    return [];
  }

  items(node: Node, what: string): readonly Node[] {
    if (node.type === 'sequence') return node.items;
    this.problem(node, `"${what}" has to be a list.`);
    return [];
  }

  string(node: Node, what: string): string | undefined {
    if (node.type === 'scalar' && node.value !== null) return String(node.value);
    this.problem(node, `"${what}" has to be a text.`);
    return undefined;
  }

  strings(node: Node, what: string): readonly string[] {
    return this.items(node, what).flatMap((item) => this.string(item, what) ?? []);
  }

  severity(node: Node, code: string): Severity | 'off' | undefined {
    const value = node.type === 'scalar' ? node.value : undefined;
    // YAML 1.1 reads an unquoted `off` as the boolean false.
    if (value === 'off' || value === false) return 'off';
    const found = severities.find((severity) => severity === value);
    if (found === undefined) this.problem(node, `The severity of ${code} has to be error, warning, info, hint or off.`);
    return found;
  }

  severities(node: Node, base: ReadonlyMap<string, Severity | 'off'>): ReadonlyMap<string, Severity | 'off'> {
    const result = new Map(base);
    for (const { key, value } of this.entries(node, '"rules"')) {
      const code = String(key.value);
      if (!/^KN\d{3,4}$/.test(code)) {
        this.problem(key, `"${code}" is not the code of a rule; codes look like KN201.`);
        continue;
      }
      const severity = this.severity(value, code);
      if (severity !== undefined) result.set(code, severity);
    }
    return result;
  }

  kubernetes(node: Node, settings: LintSettings): LintSettings {
    let result = settings;
    for (const entry of this.entries(node, '"kubernetes"')) {
      const { key, value } = entry;
      const text = this.string(value, String(key.value)) ?? '';
      if (key.value === 'version') {
        const minor = /^v?1\.(\d{1,3})(\.\d+)?$/.exec(text)?.[1];
        if (minor === undefined)
          this.problem(value, `"version" has to be a version of Kubernetes in quotes, like "1.37".`);
        else result = { ...result, kubernetesMinor: Number(minor) };
      } else if (key.value === 'clusterDomain') result = { ...result, clusterDomain: text };
      else if (key.value === 'nodePorts') {
        const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
        if (first === undefined || last === undefined || Number(first) > Number(last))
          this.problem(value, '"nodePorts" has to be a range like 30000-32767.');
        else result = { ...result, nodePorts: { first: Number(first), last: Number(last), stated: true } };
      } else this.unknownKey(entry, 'version, clusterDomain, nodePorts');
    }
    return result;
  }

  profile(node: Node, settings: LintSettings): LintSettings {
    const value = node.type === 'scalar' ? node.value : undefined;
    if (value === 'off' || value === false) return { ...settings, profile: 'off' };
    if (value === 'recommended' || value === 'strict') return { ...settings, profile: value };
    this.problem(node, '"profile" has to be recommended, strict or off.');
    return settings;
  }

  stack(node: Node, into: StatedStack[]): void {
    let name: string | undefined;
    let namespace: string | undefined;
    let paths: readonly string[] = [];
    for (const entry of this.entries(node, 'An entry of "stacks"')) {
      const { key, value } = entry;
      if (key.value === 'name') name = this.string(value, 'name');
      else if (key.value === 'namespace') namespace = this.string(value, 'namespace');
      else if (key.value === 'paths') paths = this.strings(value, 'paths');
      else this.unknownKey(entry, 'name, paths, namespace');
    }
    if (name === undefined || paths.length === 0) this.problem(node, 'A stack needs a "name" and "paths".');
    else into.push({ name, paths, namespace });
  }

  suppress(node: Node, into: SuppressEntry[]): void {
    let rule: string | undefined;
    let path: string | undefined;
    let kind: string | undefined;
    let name: string | undefined;
    for (const entry of this.entries(node, 'An entry of "suppress"')) {
      const { key, value } = entry;
      const text = this.string(value, String(key.value));
      if (key.value === 'rule') rule = text;
      else if (key.value === 'path') path = text;
      else if (key.value === 'kind') kind = text;
      else if (key.value === 'name') name = text;
      else if (key.value !== 'reason') this.unknownKey(entry, 'rule, path, kind, name, reason');
    }
    if (rule === undefined && path === undefined && kind === undefined && name === undefined)
      this.problem(node, 'This entry would silence everything; name a rule, path, kind or name.');
    else into.push({ rule, path: glob(path), kind, name: glob(name) });
  }
}

function glob(pattern: string | undefined): ((text: string) => boolean) | undefined {
  return pattern === undefined ? undefined : picomatch(pattern, { dot: true });
}
