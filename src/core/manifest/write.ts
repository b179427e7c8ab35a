import type { ScalarStyle } from './node.ts';
import { resolvePlain } from './scalar.ts';

/** A value that is to be written into a manifest. */
export type Content = string | number | boolean | readonly Content[] | ContentMap;

/** A map that is to be written, in this order. */
export interface ContentMap {
  readonly [key: string]: Content;
}

/** A text as it has to be written to be read as that text: in the quotes that stand there, else quoted only where needed. */
export function quoteScalar(value: string, style: ScalarStyle = 'plain'): string {
  if (style === 'double') return JSON.stringify(value);
  if (style === 'single') return `'${value.replaceAll("'", "''")}'`;
  return isSafePlain(value) ? value : JSON.stringify(value);
}

function isSafePlain(value: string): boolean {
  return (
    /^[A-Za-z0-9_./-][A-Za-z0-9_./:@+-]*$/.test(value) &&
    !value.endsWith(':') &&
    !value.startsWith('-') &&
    resolvePlain(value) === value
  );
}

/** Whether a document's text is JSON, in which every text has to stand in double quotes. */
export function isJson(text: string): boolean {
  return /^\s*(?:\{\s*"|\[\s*["[{])/.test(text);
}

/** A value on one line, as YAML's flow style or as JSON. */
export function inline(content: Content, json: boolean): string {
  if (typeof content === 'string') return quoteScalar(content, json ? 'double' : 'plain');
  if (typeof content !== 'object') return String(content);
  if (isList(content)) return `[${content.map((item) => inline(item, json)).join(', ')}]`;
  const entries = Object.entries(content).map(([key, value]) => inlineEntry(key, value, json));
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** `key: value` on one line. */
export function inlineEntry(key: string, content: Content, json: boolean): string {
  return `${inline(key, json)}: ${inline(content, json)}`;
}

/** The lines of a value in YAML's block style, without the indentation of the first. */
export function blockLines(content: Content): readonly string[] {
  if (typeof content !== 'object' || isEmpty(content)) return [inline(content, false)];
  if (!isList(content)) return Object.entries(content).flatMap(([key, value]) => blockEntry(key, value));
  return content.flatMap((item) => blockLines(item).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`));
}

function blockEntry(key: string, content: Content): readonly string[] {
  const lines = blockLines(content);
  return typeof content !== 'object' || isEmpty(content)
    ? [`${quoteScalar(key)}: ${lines[0] ?? ''}`]
    : [`${quoteScalar(key)}:`, ...lines.map((line) => `  ${line}`)];
}

function isList(content: Content): content is readonly Content[] {
  return Array.isArray(content);
}

function isEmpty(content: readonly Content[] | ContentMap): boolean {
  return Object.keys(content).length === 0;
}
