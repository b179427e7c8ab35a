import assert from 'node:assert/strict';
import type { ManifestDocument } from '../../../src/core/manifest/document.ts';
import { parseText } from '../../../src/core/manifest/parse.ts';
import { decodeDocument } from '../../../src/core/resources/decode.ts';
import type { Pairs, Stated } from '../../../src/core/resources/field.ts';
import type { Resource, ResourceOf, ResourceType } from '../../../src/core/resources/resource.ts';
import type { Span } from '../../../src/core/text/span.ts';

/** The document of a text, as the manifest reader makes it. */
export function documentOf(text: string): ManifestDocument {
  return { file: 'test.yaml', text, problems: [], candidate: true, template: false };
}

/** What a text decodes to. */
export function decodeAll(text: string): readonly Resource[] {
  return decodeDocument(documentOf(text), parseText(text).root);
}

/** The one resource of a text, which has to be of a type. */
export function decodeOne<T extends ResourceType>(type: T, text: string): ResourceOf<T> {
  const resources = decodeAll(text);
  assert.equal(resources.length, 1, 'one resource');
  const [resource] = resources;
  assert.equal(resource?.type, type);
  return resource as ResourceOf<T>;
}

/** The text that a span covers. */
export function written(resource: Resource, span: Span | undefined): string | undefined {
  return span === undefined ? undefined : resource.document.text.slice(span.start, span.end);
}

/** A field in short: its value, `(value)` when it is a default, `? reason` when it is not known. */
export function brief<T>(field: Stated<T> | undefined): T | string | undefined {
  if (field === undefined) return undefined;
  if ('unknown' in field) return `? ${field.unknown}`;
  return field.defaulted === true ? `(${String(field.value)})` : field.value;
}

/** Pairs in short: `app=web`, `app=? reason`. */
export function briefPairs({ pairs }: Pairs): readonly string[] {
  return pairs.map(({ key, value, unknown }) => `${key}=${value ?? `? ${unknown ?? 'not a text'}`}`);
}

/** The problems of a resource with the text that they stand on. */
export function problemsOf(resource: Resource): readonly string[] {
  return resource.problems.map((problem) => `${written(resource, problem) ?? ''}: ${problem.message}`);
}
