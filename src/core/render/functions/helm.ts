/** Helm v4.3's own functions (pkg/engine/funcs.go and engine.go). */
import { encodeToml } from '../go/toml.ts';
import { decodeToml } from '../go/toml-decode.ts';
import { Text } from '../origin/text.ts';
import { orElse } from '../problem.ts';
import { Dict, type Item, isString, List } from '../value.ts';
import { emitYaml } from '../yaml/emit.ts';
import { loadYaml } from '../yaml/load.ts';
import { listOrError, mapOrError } from './encoding.ts';
import type { TemplateFunction } from './function.ts';
import { derived, itemOf, pure, tracked } from './parameters.ts';

/** How sigs.k8s.io/yaml introduces what the decoder of JSON says. */
const fromJson = 'error unmarshaling JSON: while decoding JSON: ';

/** Where YAML states nothing, Helm keeps the empty collection that it began with. */
function orEmpty(item: Item, empty: Dict | List): Item {
  return item.value === null ? { value: empty, source: item.source } : item;
}

function yaml(must: boolean, pretty: boolean): TemplateFunction {
  return tracked(['any'], ({ budget }, item) => {
    const write = () => {
      const text = emitYaml(item, { pretty, budget });
      return text.text.endsWith('\n') ? text.slice(0, text.length - 1) : text;
    };
    return must ? write() : orElse(write, () => Text.of(''));
  });
}

/** `toToml`: what has none is the message. */
function toml(must: boolean): TemplateFunction {
  return tracked(['any'], ({ budget }, item) => {
    const write = () => encodeToml(item.value, budget);
    const text = must || item.value === null ? write() : orElse(write, (problem) => problem.message);
    return derived(text, [item]);
  });
}

export const helm: readonly (readonly [string, TemplateFunction])[] = [
  ['include', tracked(['string', 'any'], (context, name, dot) => context.include(name.text, dot))],
  ['tpl', tracked(['string', 'any'], (context, template, dot) => context.evaluate(template, dot))],
  [
    'required',
    tracked(['string', 'any'], (context, message, item) =>
      item.value === null || (isString(item.value) && item.value.length === 0) ? context.lacks(message.text) : item,
    ),
  ],
  ['fail', tracked(['string'], (context, message) => context.lacks(message.text))],
  ['lookup', pure(['string', 'string', 'string', 'string'], () => new Dict())],
  ['toYaml', yaml(false, false)],
  ['mustToYaml', yaml(true, false)],
  ['toYamlPretty', yaml(false, true)],
  ['toToml', toml(false)],
  ['mustToToml', toml(true)],
  ['fromToml', tracked(['string'], (_, text) => mapOrError(() => derived(decodeToml(text.text), [itemOf(text)])))],
  [
    'fromYaml',
    tracked(['string'], ({ at }, text) => mapOrError(() => orEmpty(loadYaml(text, at.file), new Dict()), fromJson)),
  ],
  [
    'fromYamlArray',
    tracked(['string'], ({ at }, text) => listOrError(() => orEmpty(loadYaml(text, at.file), new List()), fromJson)),
  ],
];
