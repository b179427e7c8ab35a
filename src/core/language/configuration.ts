import type { MapEntry, Node } from '../manifest/node.ts';
import { proxyModes } from '../network/kube-proxy/settings.ts';
import { protocols } from '../network/policy/ports.ts';
import { allRules } from '../rules/all.ts';
import { ownCodes } from '../rules/own-codes.ts';
import type { Severity } from '../rules/rule.ts';
import { defaultSettings, type LintSettings } from '../rules/settings.ts';
import { meantAmong } from '../rules/shared/evidence.ts';
import { type SuppressEntry, severities } from '../rules/suppression.ts';
import { uncheckedCodes } from '../rules/unchecked.ts';
import type { Span } from '../text/span.ts';
import type { StatedVariants } from '../world/helm/variants.ts';
import { resolvePath } from '../world/stack-file.ts';
import type { StatedStack } from '../world/stated-stack.ts';
import { type Expectation, maxExpectations, readEnds, readSentence } from './expectations.ts';
import { readPattern } from './patterns.ts';

/** Name of the configuration file at the root of a workspace; editor and command line read it alike. */
export const configurationFile = '.portolan.yaml';

/** Something wrong in the configuration file: finding KN007. */
export interface ConfigurationProblem extends Span {
  readonly severity: Severity;
  readonly message: string;
}

/** Something that the configuration states, with where it stands in the file. */
type Placed<T> = T & Span;

/** `.portolan.yaml`, decoded. */
export interface Configuration {
  readonly settings: LintSettings;
  /** gitignore-style patterns of files that Portolan leaves out. */
  readonly ignore: readonly string[];
  readonly stacks: readonly Placed<StatedStack>[];
  /** What the file says about the values of charts, where it says it. */
  readonly helmValues: readonly Placed<StatedVariants>[];
  readonly suppress: readonly Placed<SuppressEntry>[];
  readonly expectations: readonly Placed<Expectation>[];
  readonly problems: readonly ConfigurationProblem[];
}

/** What holds without a configuration file. */
export const emptyConfiguration: Configuration = {
  settings: defaultSettings,
  ignore: [],
  stacks: [],
  helmValues: [],
  suppress: [],
  expectations: [],
  problems: [],
};

/** The keys of the file and of the maps in it; `media/schemas/portolan.schema.json` has the same. */
const keys = {
  file: ['profile', 'kubernetes', 'ignore', 'rules', 'suppress', 'stacks', 'external', 'helm', 'expect'],
  kubernetes: ['version', 'clusterDomain', 'nodePorts', 'proxyMode'],
  stack: ['name', 'paths', 'namespace'],
  helm: ['values'],
  suppress: ['rule', 'path', 'kind', 'name', 'reason'],
  expect: ['from', 'to', 'port', 'protocol', 'reaches', 'reason', 'stack'],
} as const;

/**
 * Decodes the tree of a `.portolan.yaml` over `base` (what the editor's settings say; the file wins, so that everybody who
 * opens the folder sees the same). Never throws: what is wrong becomes a problem on its own line, the rest holds.
 */
export function readConfiguration(root: Node | undefined, base: LintSettings = defaultSettings): Configuration {
  const reader = new Reader();
  let settings = base;
  let ignore: readonly string[] = [];
  const stacks: Placed<StatedStack>[] = [];
  let helmValues: readonly Placed<StatedVariants>[] = [];
  const suppress: Placed<SuppressEntry>[] = [];
  const expectations: Placed<Expectation>[] = [];
  for (const { key, value } of reader.entries(root, 'The configuration', keys.file)) {
    if (key === 'ignore') ignore = reader.patterns(value, 'ignore');
    else if (key === 'rules') settings = { ...settings, severities: reader.severities(value, settings.severities) };
    else if (key === 'kubernetes') settings = reader.kubernetes(value, settings);
    else if (key === 'external') settings = { ...settings, external: reader.hosts(value, 'external') };
    else if (key === 'stacks') for (const item of reader.items(value, 'stacks')) reader.stack(item, stacks);
    else if (key === 'suppress') for (const item of reader.items(value, 'suppress')) reader.suppress(item, suppress);
    else if (key === 'profile') settings = reader.profile(value, settings);
    else if (key === 'expect') reader.expectations(value, expectations);
    else for (const { value: charts } of reader.entries(value, '"helm"', keys.helm)) helmValues = reader.values(charts);
  }
  const others = base.helmValues.filter(({ folder }) => !helmValues.some((own) => own.folder === folder));
  settings = { ...settings, helmValues: [...helmValues, ...others] };
  return { settings, ignore, stacks, helmValues, suppress, expectations, problems: reader.problems };
}

/** Reads values of expected types and notes what is not. */
class Reader {
  readonly problems: ConfigurationProblem[] = [];

  problem({ start, end }: Span, message: string, severity: Severity = 'error'): void {
    this.problems.push({ start, end, message, severity });
  }

  /** The entries of a map whose keys are known; nothing for a key that stands without a value. */
  entries<K extends string>(
    node: Node | undefined,
    what: string,
    known: readonly K[],
  ): readonly { readonly key: K; readonly value: Node }[] {
    return this.#map(node, what).flatMap(({ key, value }) => {
      const found = known.find((name) => name === key.value);
      if (found !== undefined) return [{ key: found, value }];
      const written = String(key.value);
      const meant = meantAmong(written, known);
      this.problem(
        key,
        `"${written}" is not a key that Portolan knows here${meant === undefined ? '' : `; it may be meant as "${meant}"`}. Keys: ${known.join(', ')}.`,
      );
      return [];
    });
  }

  #map(node: Node | undefined, what: string): readonly MapEntry[] {
    if (node === undefined || isEmpty(node)) return [];
    if (node.type === 'map') return node.entries;
    this.problem(node, `${what} has to be a map of keys and values.`);
    return [];
  }

  items(node: Node, what: string): readonly Node[] {
    if (isEmpty(node)) return [];
    if (node.type === 'sequence') return node.items;
    this.problem(node, `"${what}" has to be a list.`);
    return [];
  }

  string(node: Node, what: string): string | undefined {
    if (node.type === 'scalar' && typeof node.value === 'string' && node.value !== '') return node.value;
    const quotes = node.type === 'scalar' && !isEmpty(node) && node.value !== '';
    this.problem(
      node,
      quotes
        ? `${what} has to be a text; YAML reads this as a ${typeof node.value}. Put it in quotes.`
        : `${what} has to be a text.`,
    );
    return undefined;
  }

  hosts(node: Node, what: string): readonly string[] {
    return this.items(node, what).flatMap((item) => {
      const host = this.string(item, `An entry of "${what}"`);
      if (host === undefined || hostPattern.test(host)) return host?.toLowerCase() ?? [];
      this.problem(item, `"${host}" is not a host name; "${what}" lists names like db.internal and *.corp.example.`);
      return [];
    });
  }

  severities(node: Node, base: ReadonlyMap<string, Severity | 'off'>): ReadonlyMap<string, Severity | 'off'> {
    const result = new Map(base);
    for (const { key, value } of this.#map(node, '"rules"')) {
      const code = this.#code(key, String(key.value));
      const severity = this.#severity(value, String(key.value));
      if (code === undefined || severity === undefined) continue;
      result.set(code, severity);
      if (severity !== 'off' && uncheckedCodes.some((unchecked) => unchecked.code === code))
        this.problem(key, `This version of Portolan does not check ${code} yet; the setting has no effect.`, 'warning');
    }
    return result;
  }

  /** A code that Portolan knows. */
  #code(at: Span, written: string): string | undefined {
    if ([allRules, ownCodes, uncheckedCodes].some((codes) => codes.some(({ code }) => code === written)))
      return written;
    this.problem(at, `There is no rule "${written}"; codes look like KN201, and \`portolan rules\` lists them.`);
    return undefined;
  }

  #severity(node: Node, code: string): Severity | 'off' | undefined {
    const value = node.type === 'scalar' ? node.value : undefined;
    if (isOff(value)) return 'off';
    const found = severities.find((severity) => severity === value);
    if (found === undefined) this.problem(node, `The severity of ${code} has to be error, warning, info, hint or off.`);
    return found;
  }

  kubernetes(node: Node, settings: LintSettings): LintSettings {
    let result = settings;
    for (const { key, value } of this.entries(node, '"kubernetes"', keys.kubernetes)) {
      const text = this.string(value, `"${key}"`);
      if (text === undefined) continue;
      if (key === 'version') {
        const minor = /^v?1\.(\d{1,3})(\.\d+)?$/.exec(text)?.[1];
        if (minor === undefined) this.problem(value, '"version" has to be a version of Kubernetes, like "1.37".');
        else result = { ...result, kubernetesMinor: Number(minor) };
      } else if (key === 'clusterDomain') {
        if (domainPattern.test(text)) result = { ...result, clusterDomain: text };
        else this.problem(value, '"clusterDomain" has to be a domain name in lower case, like cluster.local.');
      } else if (key === 'proxyMode') {
        const mode = proxyModes.find((each) => each === text);
        if (mode === undefined) this.problem(value, '"proxyMode" has to be iptables, ipvs or nftables.');
        else result = { ...result, proxyMode: mode };
      } else {
        const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(text)?.map(Number) ?? [];
        if (first === undefined || last === undefined || first > last || last > 65_535)
          this.problem(value, '"nodePorts" has to be a range of ports, like 30000-32767.');
        else result = { ...result, nodePorts: { first, last, stated: true } };
      }
    }
    return result;
  }

  profile(node: Node, settings: LintSettings): LintSettings {
    const value = node.type === 'scalar' ? node.value : undefined;
    if (isOff(value)) return { ...settings, profile: 'off' };
    if (value === 'recommended' || value === 'strict') return { ...settings, profile: value };
    this.problem(node, '"profile" has to be recommended, strict or off.');
    return settings;
  }

  stack(node: Node, into: Placed<StatedStack>[]): void {
    let name: string | undefined;
    let namespace: string | undefined;
    let paths: readonly string[] = [];
    const before = this.problems.length;
    for (const { key, value } of this.entries(node, 'An entry of "stacks"', keys.stack)) {
      if (key === 'name') name = this.string(value, '"name"');
      else if (key === 'namespace') namespace = this.string(value, '"namespace"');
      else paths = this.patterns(value, 'paths');
    }
    if (name !== undefined && into.some((other) => other.name === name))
      this.problem(node, `There is a stack "${name}" above already; each needs a name of its own.`);
    else if (name !== undefined && paths.length > 0)
      into.push({ name, paths, namespace, start: node.start, end: node.end });
    else if (this.problems.length === before) this.problem(node, 'A stack needs a "name" and "paths".');
  }

  suppress(node: Node, into: Placed<SuppressEntry>[]): void {
    const stated: Partial<Record<(typeof keys.suppress)[number], string>> = {};
    let path: SuppressEntry['path'];
    let name: SuppressEntry['name'];
    const before = this.problems.length;
    for (const { key, value } of this.entries(node, 'An entry of "suppress"', keys.suppress)) {
      const text = this.string(value, `"${key}"`);
      if (text === undefined) continue;
      stated[key] = text;
      if (key === 'rule') this.#code(value, text);
      else if (key === 'path') path = this.#pattern(text, value);
      else if (key === 'name') name = this.#pattern(text, value);
    }
    // A part that is not understood may have narrowed the entry down: without it, it would hide too much.
    if (this.problems.length > before) return;
    const { rule, kind, reason } = stated;
    if (rule === undefined && path === undefined && kind === undefined && name === undefined)
      this.problem(node, 'This entry would silence everything; name a rule, path, kind or name.');
    else into.push({ rule, path, kind, name, reason, start: node.start, end: node.end });
  }

  expectations(node: Node, into: Placed<Expectation>[]): void {
    const items = this.items(node, 'expect');
    for (const item of items.slice(0, maxExpectations)) {
      const read = item.type === 'map' ? this.#expectation(item) : this.#sentence(item);
      if (read === undefined) continue;
      if ('fault' in read) this.problem(item, `${read.fault.charAt(0).toUpperCase()}${read.fault.slice(1)}.`);
      else into.push({ ...read, start: item.start, end: item.end });
    }
    const next = items[maxExpectations];
    if (next !== undefined)
      this.problem(
        next,
        `Only the first ${maxExpectations} expectations are checked; ${items.length - maxExpectations} are not.`,
        'warning',
      );
  }

  #sentence(node: Node): ReturnType<typeof readSentence> | undefined {
    const text = this.string(node, 'An entry of "expect"');
    return text === undefined ? undefined : readSentence(text);
  }

  /** An expectation as a map; one that is not understood as a whole would say something else. */
  #expectation(node: Node): ReturnType<typeof readEnds> | undefined {
    const stated: Partial<Record<(typeof keys.expect)[number], string | undefined>> = {};
    let reaches = true;
    let port: number | undefined;
    const before = this.problems.length;
    for (const { key, value } of this.entries(node, 'An entry of "expect"', keys.expect)) {
      const scalar = value.type === 'scalar' ? value.value : undefined;
      if (key === 'port' && typeof scalar === 'number') port = scalar;
      else if (key !== 'reaches') stated[key] = this.string(value, `"${key}"`);
      else if (typeof scalar === 'boolean') reaches = scalar;
      else this.problem(value, '"reaches" has to be true or false.');
    }
    if (this.problems.length > before) return undefined;
    const { from, to, protocol = 'TCP', reason, stack } = stated;
    if (from === undefined || to === undefined) return { fault: 'an expectation needs "from" and "to"' };
    if (!protocols.some((each) => each === protocol)) return { fault: '"protocol" has to be TCP, UDP or SCTP' };
    return readEnds({ from, to, port: port ?? stated.port, protocol, reaches, reason, stack });
  }

  patterns(node: Node, what: string): readonly string[] {
    return this.items(node, what).flatMap((item) => {
      const pattern = this.string(item, `An entry of "${what}"`);
      return pattern !== undefined && this.#pattern(pattern, item) !== undefined ? [pattern] : [];
    });
  }

  #pattern(text: string, at: Span): ((text: string) => boolean) | undefined {
    const pattern = readPattern(text);
    if ('matches' in pattern) return pattern.matches;
    this.problem(at, `"${shortened(text)}" is not a pattern that Portolan takes: ${pattern.refused}.`);
    return undefined;
  }

  /** Values files by the folder of a chart; a variant of which a part is not understood would be another one. */
  values(node: Node): readonly Placed<StatedVariants>[] {
    const found = new Map<string, Placed<StatedVariants>>();
    for (const { key, value } of this.#map(node, '"values"')) {
      const written = String(key.value);
      const folder = resolvePath('', written);
      const variants = this.items(value, written).flatMap((item) => {
        const files = item.type === 'sequence' ? item.items : [item];
        const paths = files.flatMap((file) => this.#valuesFile(file) ?? []);
        return paths.length > 0 && paths.length === files.length ? [paths] : [];
      });
      if (folder === undefined)
        this.problem(key, `"${shortened(written)}" has to be the folder of a chart, from this file on.`);
      else if (found.has(folder)) this.problem(key, 'The values of this chart are stated above already.');
      else if (variants.length > 0) found.set(folder, { folder, variants, start: key.start, end: value.end });
    }
    return [...found.values()];
  }

  #valuesFile(node: Node): string | undefined {
    const path = this.string(node, 'A values file');
    if (path === undefined || !path.startsWith('/')) return path;
    this.problem(node, 'A values file is stated from the folder of its chart on, or from this file on.');
    return undefined;
  }
}

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const domainPattern = new RegExp(`^${label}(\\.${label})*$`);
const hostPattern = new RegExp(`^(\\*\\.)?${label}(\\.${label})*\\.?$`, 'i');

/** A key without a value. */
function isEmpty(node: Node): boolean {
  return node.type === 'scalar' && node.value === null;
}

/** YAML 1.1 reads an unquoted `off` as the boolean false. */
function isOff(value: unknown): boolean {
  return value === 'off' || value === false;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
