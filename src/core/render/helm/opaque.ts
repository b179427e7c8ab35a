import { type Text, TextBuilder } from '../origin/text.ts';
import { bare, type Item } from '../value.ts';

/**
 * What stands in rendered text for a template that is defined in a chart which is not here. A value that holds it is unknown:
 * readers of manifests know it as a placeholder (`core/resources/placeholder.ts`), and no object can be called so.
 */
export const opaqueMark = '<%opaque%>';

/** The result of including a template that is not here. */
export const opaqueInclude: Item = bare(opaqueMark);

/**
 * Makes entries of a map of what stands alone on its line, which is where `nindent` puts the labels and specs of libraries: the
 * rest of the map can be read then.
 */
export function withOpaqueEntries(text: Text): Text {
  if (!text.text.includes(opaqueMark)) return text;
  const builder = new TextBuilder();
  let from = 0;
  for (const { index, 0: line } of text.text.matchAll(alone)) {
    const end = index + line.length;
    builder.add(text.slice(from, end));
    builder.add(': ""', text.sourceAt(end - 1));
    from = end;
  }
  builder.add(text.slice(from));
  return builder.text();
}

const alone = new RegExp(`^ *${opaqueMark}$`, 'gm');
