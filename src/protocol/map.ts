import type { MapEdge, MapFinding, MapKind, Verdict } from '../core/map/model.ts';
import type { WireModel } from '../core/map/wire.ts';
import type { Range } from '../core/text/span.ts';

/** What the map's host (an editor's panel, the served page) tells the picture. */
export type MapToWebview =
  | {
      readonly type: 'map';
      readonly version: 1;
      readonly model: WireModel;
      /** The stack that is drawn, and all that could be. */
      readonly stack: string;
      readonly stacks: readonly string[];
    }
  | { readonly type: 'empty'; readonly message: string }
  /** The cursor is at a line of a file: show what stands there. */
  | { readonly type: 'focus'; readonly file: string; readonly line: number };

/** What the picture tells its host. */
export type MapToHost =
  | { readonly type: 'ready' }
  | { readonly type: 'open'; readonly file: string; readonly range: Range }
  | { readonly type: 'stack'; readonly name: string }
  | { readonly type: 'export'; readonly format: ExportFormat; readonly content: string };

/** Formats that the picture can be written in. */
export type ExportFormat = 'svg' | 'mermaid' | 'dot' | 'json';

/** All export formats. */
export const exportFormats: readonly ExportFormat[] = ['svg', 'mermaid', 'dot', 'json'];

/** Whether a message really is one that the picture may send: the page is not trusted more than what it shows. */
export function isToHost(value: unknown): value is MapToHost {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case 'ready':
      return true;
    case 'open':
      return typeof value.file === 'string' && isRange(value.range);
    case 'stack':
      return typeof value.name === 'string';
    case 'export':
      return exportFormats.some((format) => format === value.format) && typeof value.content === 'string';
    default:
      return false;
  }
}

/** Whether a message is one that the host sends, of a version that is understood; a map is looked at to its last field. */
export function isToWebview(value: unknown): value is MapToWebview {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case 'map':
      return (
        value.version === 1 && isModel(value.model) && typeof value.stack === 'string' && isList(value.stacks, isString)
      );
    case 'empty':
      return typeof value.message === 'string';
    case 'focus':
      return typeof value.file === 'string' && isCount(value.line);
    default:
      return false;
  }
}

const kinds: Readonly<Record<MapKind, true>> = {
  ...{ internet: true, external: true, namespace: true, entry: true, row: true },
  ...{ service: true, port: true, workload: true, container: true, containerPort: true },
};
const verdicts: Readonly<Record<Verdict, true>> = { ok: true, degraded: true, broken: true, unknown: true };
const severities: Readonly<Record<MapFinding['severity'], true>> = {
  ...{ error: true, warning: true, info: true, hint: true },
};
const edgeKinds: Readonly<Record<MapEdge['kind'], true>> = {
  routes: true,
  calls: true,
  selects: true,
  localhost: true,
};

function isModel(value: unknown): value is WireModel {
  return isRecord(value) && isString(value.stack) && isList(value.nodes, isNode) && isList(value.edges, isEdge);
}

function isNode(value: unknown): boolean {
  return (
    isRecord(value) &&
    isOneOf(kinds, value.kind) &&
    isOneOf(verdicts, value.verdict) &&
    [value.id, value.label, value.detail].every(isString) &&
    isCount(value.order) &&
    isList(value.explanation, isString) &&
    isList(value.findings, isFinding) &&
    isOptional(value.parent, isString) &&
    isOptional(value.place, isPlace) &&
    isOptional(value.reason, isString) &&
    isOptional(value.docks, (docks) => isList(docks, isString)) &&
    isOptional(value.shield, isShield) &&
    [value.used, value.several].every((flag) => isOptional(flag, (each) => typeof each === 'boolean'))
  );
}

function isEdge(value: unknown): boolean {
  return (
    isRecord(value) &&
    isOneOf(edgeKinds, value.kind) &&
    isOneOf(verdicts, value.verdict) &&
    [value.id, value.from, value.to, value.label].every(isString) &&
    isOptional(value.reason, isString) &&
    isList(value.evidence, isPlace)
  );
}

function isShield(value: unknown): boolean {
  return isRecord(value) && isString(value.words) && isList(value.evidence, isPlace);
}

function isFinding(value: unknown): boolean {
  return isRecord(value) && isString(value.code) && isString(value.message) && isOneOf(severities, value.severity);
}

function isPlace(value: unknown): boolean {
  return isRecord(value) && isString(value.file) && isRange(value.range);
}

function isRange(value: unknown): value is Range {
  return isRecord(value) && isPosition(value.start) && isPosition(value.end);
}

function isPosition(value: unknown): boolean {
  return isRecord(value) && isCount(value.line) && isCount(value.character);
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isOneOf(words: Readonly<Record<string, true>>, value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(words, value);
}

function isList(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isOptional(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || is(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
