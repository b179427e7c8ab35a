import { Text } from '../../../src/core/render/origin/text.ts';
import { RenderError } from '../../../src/core/render/problem.ts';
import { Dict, List } from '../../../src/core/render/value.ts';

/** All that can be seen of what was rendered: values, the order of entries, and every source. */
export function described(rendered: unknown): string {
  return JSON.stringify(rendered, (_, value: unknown) => {
    if (value instanceof Text) return { text: value.text, segments: value.segments };
    if (value instanceof Dict) return { entries: [...value.entries], isNil: value.isNil };
    if (value instanceof List) return { items: value.items, isNil: value.isNil };
    if (value instanceof RenderError) return { message: value.message, at: value.at, callSite: value.callSite };
    return typeof value === 'bigint' ? `${value}n` : value === undefined ? null : value;
  });
}
