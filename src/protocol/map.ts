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

/** Whether a message is one that the host sends, of a version that is understood. */
export function isToWebview(value: unknown): value is MapToWebview {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case 'map':
      return (
        value.version === 1 &&
        isRecord(value.model) &&
        Array.isArray(value.model.nodes) &&
        Array.isArray(value.model.edges) &&
        typeof value.stack === 'string' &&
        Array.isArray(value.stacks)
      );
    case 'empty':
      return typeof value.message === 'string';
    case 'focus':
      return typeof value.file === 'string' && Number.isInteger(value.line);
    default:
      return false;
  }
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

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
