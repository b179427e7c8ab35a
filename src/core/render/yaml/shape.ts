/** Which styles a string may be written in (`yaml_emitter_analyze_scalar` of go-yaml). */
export interface Shape {
  readonly isMultiline: boolean;
  readonly isPlain: boolean;
  readonly isSingle: boolean;
  readonly isBlock: boolean;
}

/** `tabs`: whether blocks may hold tabs, as go-yaml v3 has it. */
export function shapeOf(value: string, tabs: boolean): Shape {
  if (value === '') return { isMultiline: false, isPlain: true, isSingle: true, isBlock: false };
  if (simple.test(value)) return anyStyle;
  const isMultiline = lineBreak.test(value);
  const breakSpace = /[\n\u2028\u2029] /.test(value);
  const spaceBreak = / [\n\u2028\u2029]/.test(value);
  const hasTab = value.includes('\t');
  const special = spaceBreak || !isPrintable(tabs ? value.replaceAll('\t', '') : value);
  const edges = /^[ \n\u2028\u2029]|[ \n\u2028\u2029]$/.test(value);
  return {
    isMultiline,
    isPlain: !(edges || breakSpace || special || hasTab || isMultiline || hasIndicator(value)),
    isSingle: !(breakSpace || special || hasTab),
    isBlock: !(value.endsWith(' ') || special),
  };
}

/** Words, paths, images and the like: nothing in them has a meaning of its own. */
const simple = /^[\w/][\w./-]*(?::[\w./-]+)*$/;
const anyStyle: Shape = { isMultiline: false, isPlain: true, isSingle: true, isBlock: true };

/** What ends a line in YAML 1.1. */
export const lineBreak = /[\n\r\x85\u2028\u2029]/;

/** Whether a string begins with, or holds, what YAML's block style takes for more than a character. */
function hasIndicator(value: string): boolean {
  return /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t]|$))|:(?:[ \t]|$)|[ \t\n\r\x85\u2028\u2029]#/.test(value);
}

/** Whether go-yaml writes a character as it is (`is_printable`): none outside of the basic plane. */
export function isPrintable(text: string): boolean {
  return /^[\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/.test(text);
}
