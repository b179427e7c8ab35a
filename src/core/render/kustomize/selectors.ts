/** Which resources a patch or a replacement means: ids by regular expressions, labels and annotations by selectors. */
import { RE2JS } from 're2js';
import type { Origin } from '../origin/origin.ts';
import { RenderError } from '../problem.ts';
import { type Dict, dictAt, stringAt } from '../value.ts';
import { effectiveNamespace, type Resource, type ResourceId, scalarText } from './resource.ts';

/** A test of resources, made of a `target`, `select` or `reject`. */
export interface Selector {
  matchesId(id: ResourceId): boolean;
  matchesName(name: string): boolean;
  matchesNamespace(namespace: string): boolean;
  matchesKind(id: ResourceId): boolean;
  matchesLabels(resource: Resource): boolean;
}

export function selectorOf(target: Dict | undefined, at: Origin | undefined): Selector {
  const pattern = (key: string) => anchored(stringAt(target, key) ?? '', at);
  const [group, version, kind] = [pattern('group'), pattern('version'), pattern('kind')];
  const [name, namespace] = [pattern('name'), pattern('namespace')];
  const labels = requirements(stringAt(target, 'labelSelector') ?? '', at);
  const annotations = requirements(stringAt(target, 'annotationSelector') ?? '', at);
  const matchesKind = (id: ResourceId) => group(id.group) && version(id.version) && kind(id.kind);
  return {
    matchesKind,
    matchesName: name,
    matchesNamespace: namespace,
    matchesId: (id) => matchesKind(id) && name(id.name) && namespace(effectiveNamespace(id)),
    matchesLabels: ({ seenMetadata: metadata }) =>
      labels(dictAt(metadata, 'labels')) && annotations(dictAt(metadata, 'annotations')),
  };
}

/** The resources that a patch's target means, by what they were called first or are called now. */
export function selected(resources: readonly Resource[], target: Dict, at: Origin | undefined): readonly Resource[] {
  const selector = selectorOf(target, at);
  return resources.filter((resource) => {
    const [first, now] = [resource.originalId, resource.id];
    return (
      (selector.matchesNamespace(effectiveNamespace(first)) || selector.matchesNamespace(effectiveNamespace(now))) &&
      (selector.matchesName(first.name) || selector.matchesName(now.name)) &&
      selector.matchesKind(now) &&
      selector.matchesLabels(resource)
    );
  });
}

function anchored(pattern: string, at: Origin | undefined): (text: string) => boolean {
  if (pattern === '') return () => true;
  if (/^[\w -]*$/.test(pattern)) return (text) => text === pattern;
  try {
    const compiled = RE2JS.compile(`^(?:${pattern})$`);
    return (text) => compiled.matcher(text).find();
  } catch (error) {
    throw new RenderError(error instanceof Error ? error.message : String(error), at);
  }
}

/** A selector of labels as the API's lists take it: `a=b,c!=d,e in (f,g),!h`. */
function requirements(selector: string, at: Origin | undefined): (labels: Dict | undefined) => boolean {
  const tests = selector
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => requirement(part, at));
  return (labels) => tests.every((test) => test((key) => scalarText(labels?.get(key))));
}

function requirement(part: string, at: Origin | undefined): (labelOf: (key: string) => string | undefined) => boolean {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(part);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return (labelOf) => {
      const value = labelOf(key);
      const isIn = value !== undefined && values.includes(value);
      return operator === 'in' ? isIn : !isIn;
    };
  }
  const [, no, key = '', operator, wanted = ''] = /^(!?)\s*([^\s=!]+)\s*(==|=|!=)?\s*(\S*)$/.exec(part) ?? [];
  if (key === '') throw new RenderError(`unable to parse requirement: ${part}`, at);
  if (operator === undefined) return (labelOf) => (labelOf(key) === undefined) === (no === '!');
  return (labelOf) => (labelOf(key) === wanted) === (operator !== '!=');
}
