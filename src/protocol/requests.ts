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
