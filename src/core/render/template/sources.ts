import type { Origin, Source } from '../origin/origin.ts';
import { type Text, TextBuilder } from '../origin/text.ts';
import type { AnyNode, TextNode } from './nodes.ts';
import type { Template } from './set.ts';

/** Where a node lies: in its file, or in the value that was made a template. */
export function nodeOrigin({ definition, writing }: Template, { start, end }: Pick<AnyNode, 'start' | 'end'>): Origin {
  if (definition.file !== undefined || writing === undefined) return { file: definition.file ?? '', start, end };
  const source = writing.text.sourceAt(start);
  if (source === undefined) return writing.action.at;
  if (source.fidelity !== 'characters') return source.at;
  return { ...source.at, end: Math.min(source.at.end, source.at.start + end - start) };
}

/** The source of what an action prints. */
export function actionSource(template: Template, action: AnyNode, callSite: Origin | undefined): Source {
  const { writing } = template;
  const at = nodeOrigin(template, action);
  if (writing === undefined) return { at, fidelity: 'value', callSite };
  const values = writing.text.sourceAt(action.start)?.values;
  if (values !== undefined) return { ...writing.action, values };
  return at === writing.action.at ? writing.action : { at, fidelity: 'value', callSite };
}

/** The text of a node that prints itself, character by character. */
export function literalText(
  { definition, writing }: Template,
  { text, start, end }: TextNode,
  callSite: Origin | undefined,
): [piece: Text | string, source?: Source] {
  if (writing !== undefined)
    return [writing.text.slice(start, end).mapSources((source) => printedBy(writing.action, source, callSite))];
  return [text, { at: { file: definition.file ?? '', start, end }, fidelity: 'characters', callSite }];
}

/**
 * The source of a piece of text that an action prints. What comes straight from a values file was written by the action;
 * what a template wrote before (a helper, a literal text) stays where it is, and is called by the action.
 */
export function printedBy(action: Source, source: Source | undefined, callSite: Origin | undefined): Source {
  if (source === undefined) return action;
  const { values } = source;
  if (values !== undefined && values === source.at) return { ...action, values };
  const caller = callSite ?? action.at;
  return source.callSite === caller || isSame(source.at, caller) ? source : { ...source, callSite: caller };
}

function isSame(a: Origin, b: Origin): boolean {
  return a.start === b.start && a.end === b.end && a.file === b.file;
}

/** What actions print where there is nothing. */
export const noValue = '<no value>';

/** A text without what stands for missing values: Helm takes it out of every file, and of what `tpl` makes. */
export function withoutNoValue(text: Text): Text {
  if (!text.text.includes(noValue)) return text;
  const builder = new TextBuilder();
  let from = 0;
  for (let at = text.text.indexOf(noValue); at >= 0; at = text.text.indexOf(noValue, from)) {
    builder.add(text.slice(from, at));
    from = at + noValue.length;
  }
  builder.add(text.slice(from));
  return builder.text();
}
