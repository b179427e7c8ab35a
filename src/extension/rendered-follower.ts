import {
  type Disposable,
  Range,
  type TextDocument,
  type TextEditor,
  TextEditorRevealType,
  ThemeColor,
  type Uri,
  window,
  workspace,
} from 'vscode';
import {
  type RenderedParams,
  type SourcesParams,
  type SourcesResult,
  type StretchesParams,
  type StretchesResult,
  sourcesRequest,
  stretchesRequest,
} from '../protocol/rendered.ts';
import type { Ask } from './map-panel.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { isView, renderedScheme } from './rendered-address.ts';
import { toRange, toWirePosition } from './wire-range.ts';

/** Shows in rendered documents what the selection in a file wrote, and in files what wrote the selection in a rendered document. */
export class RenderedFollower {
  readonly #ask: Ask;
  /** How the server knows a rendered document; `undefined` while what it shows is out of date. */
  readonly #viewOf: (uri: Uri) => RenderedParams | undefined;
  readonly #line = window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor('editor.rangeHighlightBackground'),
    overviewRulerColor: new ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
  });
  readonly #stretch = window.createTextEditorDecorationType({
    backgroundColor: new ThemeColor('editor.wordHighlightStrongBackground'),
    border: '1px solid',
    borderColor: new ThemeColor('editor.wordHighlightStrongBorder'),
  });
  readonly #subscriptions: readonly Disposable[];
  readonly #run = oneAtATime(() => this.#follow());
  /** Where somebody selected something last. */
  #editor: TextEditor | undefined;

  constructor(ask: Ask, viewOf: (uri: Uri) => RenderedParams | undefined) {
    this.#ask = ask;
    this.#viewOf = viewOf;
    this.#subscriptions = [
      // A text that is exchanged moves selections, too: only those of the editor that somebody is in count.
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === window.activeTextEditor) this.follow(textEditor);
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === renderedScheme) this.follow(this.#editor);
      }),
      this.#line,
      this.#stretch,
    ];
  }

  /** Shows what belongs to the selection of an editor wherever it can be seen. */
  follow(editor: TextEditor | undefined): void {
    if (!window.visibleTextEditors.some(isView)) return;
    this.#editor = editor;
    void this.#run();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #follow(): Promise<void> {
    const editor = this.#editor;
    if (editor === undefined || !window.visibleTextEditors.includes(editor)) return;
    const marks = isView(editor) ? await this.#sources(editor) : await this.#stretches(editor);
    if (this.#editor !== editor) return;
    for (const other of window.visibleTextEditors) {
      const found = other === editor ? undefined : marks.get(other.document.uri.toString());
      const ranges = found?.ranges ?? [];
      other.setDecorations(
        this.#line,
        ranges.filter(({ isEmpty }) => isEmpty),
      );
      other.setDecorations(
        this.#stretch,
        ranges.filter(({ isEmpty }) => !isEmpty).flatMap((range) => lineByLine(other.document, range)),
      );
      const [first] = found?.reveal ?? [];
      if (first !== undefined) other.revealRange(first, TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  /** What wrote the selection in a rendered document, by file. */
  async #sources(editor: TextEditor): Promise<ReadonlyMap<string, Marks>> {
    const view = this.#viewOf(editor.document.uri);
    if (view === undefined) return new Map();
    const params: SourcesParams = { ...view, position: toWirePosition(editor.selection.active) };
    const places = (await this.#ask<SourcesParams, SourcesResult>(sourcesRequest, params)) ?? [];
    const marks = new Map<string, Marks>();
    for (const { uri, range } of places) {
      const ranges = [...(marks.get(uri)?.ranges ?? []), toRange(range)];
      marks.set(uri, { ranges, reveal: ranges });
    }
    return marks;
  }

  /** What the selection in a file wrote, by rendered document. */
  async #stretches(editor: TextEditor): Promise<ReadonlyMap<string, Marks>> {
    const { document, selection } = editor;
    const range = { start: toWirePosition(selection.start), end: toWirePosition(selection.end) };
    const from = { uri: document.uri.toString(), range };
    const marks = new Map<string, Marks>();
    for (const { document: other } of window.visibleTextEditors.filter(isView)) {
      const view = this.#viewOf(other.uri);
      if (view === undefined) continue;
      const params: StretchesParams = { ...view, from };
      const { ranges = [], exact = false } =
        (await this.#ask<StretchesParams, StretchesResult>(stretchesRequest, params)) ?? {};
      const found = ranges.map(toRange);
      marks.set(other.uri.toString(), { ranges: exact ? found : [], reveal: found });
    }
    return marks;
  }
}

/** What to show in an editor. */
interface Marks {
  readonly ranges: readonly Range[];
  /** The first of these is to be seen. */
  readonly reveal: readonly Range[];
}

/** A stretch without the indentation of its lines. */
function lineByLine(document: TextDocument, { start, end }: Range): readonly Range[] {
  const ranges: Range[] = [];
  for (let line = start.line; line <= Math.min(end.line, document.lineCount - 1); line++) {
    const { firstNonWhitespaceCharacterIndex: ink, text } = document.lineAt(line);
    const from = line === start.line ? start.character : ink;
    ranges.push(new Range(line, from, line, line === end.line ? end.character : text.length));
  }
  return ranges;
}
