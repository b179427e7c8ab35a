import { Text } from '../origin/text.ts';
import { Dict, List, type Value } from '../value.ts';

/** The name of a value's kind in Go's `reflect`. */
export function kindName(value: Value): string {
  if (value === null) return 'invalid';
  if (value instanceof List) return 'slice';
  if (value instanceof Dict) return 'map';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'float64';
    case 'string':
      return 'string';
    default:
      if (value instanceof Text) return 'string';
      return value.typeName === 'time.Duration' ? 'int64' : value.typeName.startsWith('*') ? 'ptr' : 'struct';
  }
}

/** The name of a value's type in Go, as `%T` prints it. */
export function typeName(value: Value): string {
  if (value === null) return '<nil>';
  if (value instanceof List) return '[]interface {}';
  if (value instanceof Dict) return 'map[string]interface {}';
  if (typeof value === 'object' && !(value instanceof Text)) return value.typeName;
  return kindName(value);
}
