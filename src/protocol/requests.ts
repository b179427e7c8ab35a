import type { WireModel } from '../core/map/wire.ts';

/** A place of a file as LSP names it: zero-based lines, UTF-16 characters. */
export interface WirePosition {
  readonly line: number;
  readonly character: number;
}

/** Asks for the network map: of the stack with the given name, else of the file's first stack, else of the most important one. */
export const mapRequest = 'portolan/map';

/** Which map is asked for. */
export interface MapParams {
  /** A file; also chooses the workspace folder when there are several. */
  readonly uri?: string;
  readonly stack?: string;
}

/** A map; locations name files by URI. `undefined` model: there is no stack with anything to draw. */
export interface MapResult {
  readonly model: WireModel | undefined;
  /** Name of the stack that the model draws. */
  readonly stack: string | undefined;
  /** Names of all stacks of the folder, the most important first. */
  readonly stacks: readonly string[];
}

/** Asks which stacks a file is in and why. */
export const stacksRequest = 'portolan/stacks';

/** The file asked about. */
export interface StacksParams {
  readonly uri: string;
}

/** One stack of a file. */
export interface StackInfo {
  readonly name: string;
  readonly kind: string;
  /** One sentence: why these files belong together. */
  readonly why: string;
  readonly files: number;
  readonly resources: number;
}

/** The stacks of a file and the number of its findings by severity. */
export interface StacksResult {
  /** Whether the folder is still being read, so that nothing is known yet or what is known may be old. */
  readonly reading: boolean;
  readonly stacks: readonly StackInfo[];
  /** Whether some stack renders the file, or renders with it. */
  readonly rendered: boolean;
  readonly errors: number;
  readonly warnings: number;
}

/** Asks for the first place of a line that the hover has something to say about; `null` when there is none. */
export const explainRequest = 'portolan/explain';

/** The line asked about. */
export interface ExplainParams {
  readonly uri: string;
  readonly line: number;
}

/** Where to show the hover. */
export type ExplainResult = WirePosition | null;

/** Asks for an answer that is read as a document: a trace, or who reaches a place. */
export const answerRequest = 'portolan/answer';

/** A connection, or all of those to or from a place, in the words of `portolan trace`. */
export type AnswerParams =
  | {
      readonly kind: 'trace';
      /** A file of the workspace folder that is asked. */
      readonly uri?: string;
      readonly from: string;
      readonly to: string;
      readonly port?: number | string | undefined;
      readonly protocol?: string | undefined;
    }
  | { readonly kind: 'reach'; readonly uri?: string; readonly place: string; readonly direction: 'to' | 'from' };

/** Whether something from outside is the question of an answer. */
export function isAnswerParams(value: unknown): value is AnswerParams {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, uri, from, to, port, protocol, place, direction } = value as Readonly<Record<string, unknown>>;
  const isText = (text: unknown) => typeof text === 'string';
  const isTextOrAbsent = (text: unknown) => text === undefined || isText(text);
  if (!isTextOrAbsent(uri)) return false;
  if (kind === 'reach') return isText(place) && (direction === 'to' || direction === 'from');
  const isPort = port === undefined || isText(port) || (Number.isInteger(port) && Number(port) > 0);
  return kind === 'trace' && isText(from) && isText(to) && isPort && isTextOrAbsent(protocol);
}

/** A stretch of an answer that leads to a place of a file. */
export interface AnswerLink {
  readonly start: WirePosition;
  readonly end: WirePosition;
  /** URI of the file. */
  readonly target: string;
  readonly position: WirePosition;
}

/** A document's text, and what in it leads elsewhere. */
export interface AnswerResult {
  readonly text: string;
  readonly links: readonly AnswerLink[];
}

/** Asks what can be the ends of a question. */
export const placesRequest = 'portolan/places';

/** Where the cursor is. */
export interface PlacesParams {
  readonly uri?: string;
  readonly position?: WirePosition;
}

/** One end that can be picked. */
export interface PlaceInfo {
  readonly place: string;
  readonly detail: string;
  readonly ports: readonly { readonly port: number; readonly name?: string | undefined; readonly protocol: string }[];
}

/** The ends that can be picked, and the one that the cursor is in. */
export interface PlacesResult {
  readonly choices: readonly PlaceInfo[];
  readonly here?: string | undefined;
}

/** Server → client, without parameters: what is known changed; maps and status are to be asked for again. */
export const changedNotification = 'portolan/changed';

/** Choices of the client that starts the server. */
export interface InitializationOptions {
  /** Push diagnostics even though the client can pull; ours gets closed files sooner this way. */
  readonly pushDiagnostics?: boolean;
  /** Whether the client has Portolan's own commands. */
  readonly commands?: boolean;
  /** What stands before a rule's code in the address of its page: `vscode://portolan.portolan/rules/`. */
  readonly rulePages?: string;
}
