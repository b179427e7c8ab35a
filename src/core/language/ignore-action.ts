import type { ManifestFile } from '../manifest/document.ts';
import { nodeAt } from '../manifest/edit.ts';
import { child, type Node } from '../manifest/node.ts';
import { isJson } from '../manifest/write.ts';
import { pairOf } from '../resources/labels.ts';
import type { Finding, Fix } from '../rules/rule.ts';
import { fixOf, insertInto, replaceAt, setMapIn } from '../rules/shared/edits.ts';
import { ignoreAnnotation } from '../rules/suppression.ts';
import type { Span, SpanEdit } from '../text/span.ts';

/**
 * How to silence a finding where it stands: by a comment above its line or at the line's end, in JSON (which has no
 * comments) by an annotation of the object. Portolan's own codes are not rules. `root` is the tree of the finding's document.
 */
export function ignoreAction(finding: Finding, file: ManifestFile, root: Node | undefined): readonly Fix[] {
  const { code, location } = finding;
  const { document } = location;
  if (code < 'KN100' || root === undefined) return [];
  if (file.path.endsWith('.json') || isJson(document.text)) return annotation(finding, root);
  const start = file.documents.find((placed) => placed.document === document)?.start ?? 0;
  const isOwnLine = start === 0 || /[\n\r\uFEFF]/.test(file.text[start - 1] ?? '');
  const edit = commentAbove(finding, root, isOwnLine) ?? commentBehind(finding, root);
  if (edit === undefined) return annotation(finding, root);
  return [{ title: `Ignore ${code} here`, edits: [{ document, ...edit }] }];
}

/** A comment on a line of its own. `isOwnLine` says whether the document's text begins at the start of a line. */
function commentAbove({ code, location }: Finding, root: Node, isOwnLine: boolean): SpanEdit | undefined {
  const { text } = location.document;
  const start = text.lastIndexOf('\n', location.start - 1) + 1;
  // Above the line of `---` is the document before.
  if ((start === 0 && !isOwnLine) || splitsScalar(root, start)) return undefined;
  const indent = /^ */.exec(text.slice(start, location.start))?.[0] ?? '';
  return {
    start,
    end: start,
    newText: `${indent}# portolan-ignore ${code}: ${text.includes('\r\n') ? '\r\n' : '\n'}`,
  };
}

function commentBehind({ code, location }: Finding, root: Node): SpanEdit | undefined {
  const { text } = location.document;
  const rest = /^[^\r\n]*/.exec(text.slice(location.start))?.[0] ?? '';
  const end = location.start + rest.length;
  return splitsScalar(root, end) ? undefined : { start: end, end, newText: ` # portolan-ignore ${code}: ` };
}

/** Whether a text of several lines goes on at an offset, so that a comment there would be part of it. */
function splitsScalar(node: Node, offset: number): boolean {
  const within = ({ start, end }: Span) => start < offset && offset < end;
  if (node.type === 'scalar') return within(node);
  if (node.type === 'sequence') return node.items.some((item) => splitsScalar(item, offset));
  return node.entries.some(({ key, value }) => within(key) || splitsScalar(value, offset));
}

/** An annotation of the object that the finding is about, beside those that it has. */
function annotation({ code, subject }: Finding, root: Node): readonly Fix[] {
  if (subject === undefined) return [];
  const title = `Ignore ${code} for this ${subject.kind}`;
  const stated = pairOf(subject.annotations, ignoreAnnotation);
  if (stated !== undefined)
    return stated.value === undefined ? [] : fixOf(title, [replaceAt(subject, stated, `${code}, ${stated.value}`)]);
  const metadata = child(nodeAt(root, subject.span), 'metadata');
  if (metadata === undefined) return [];
  const annotations = child(metadata, 'annotations');
  const entries = { [ignoreAnnotation]: code };
  return fixOf(title, [
    annotations?.type === 'map'
      ? insertInto(subject, annotations, entries)
      : setMapIn(subject, metadata, 'annotations', entries),
  ]);
}
