import { child } from '../../manifest/node.ts';
import { parseText } from '../../manifest/parse.ts';
import type { Span } from '../../text/span.ts';
import { sourceOfSpan } from '../origin/span-source.ts';
import type { Text } from '../origin/text.ts';
import { RenderError } from '../problem.ts';

/** One manifest of a rendered chart. */
export interface Manifest {
  /** The name of its template: `shop/templates/service.yaml`. */
  readonly name: string;
  /** Path of the template in the workspace. */
  readonly file: string;
  readonly text: Text;
  readonly kind: string;
  /** What Helm does with it beside installing (`helm.sh/hook`), `undefined` for what it installs. */
  readonly hook: string | undefined;
  /** Why it is no YAML, worded as Helm does, at the template's place that wrote it. */
  readonly mistake: RenderError | undefined;
}

/** What the characters of a manifest say, wherever they come from. */
interface Facts {
  readonly kind: string;
  readonly hook: string | undefined;
  readonly mistake: (Span & { readonly message: string }) | undefined;
}

/** One template of a chart, rendered. */
export class RenderedFile {
  /** As Helm names it: `shop/charts/db/templates/service.yaml`. */
  readonly name: string;
  /** Path of the template in the workspace. */
  readonly file: string;
  readonly text: Text;
  #manifests: readonly Manifest[] | undefined;
  /** What was read of manifests by their texts: of its own, or until then of those that the template wrote before. */
  #read: ReadonlyMap<string, Facts>;

  constructor(name: string, file: string, text: Text, before?: RenderedFile) {
    this.name = name;
    this.file = file;
    this.text = text;
    this.#read = before === undefined ? new Map() : before.#read;
  }

  /** In the order in which they stand there. */
  get manifests(): readonly Manifest[] {
    if (this.#manifests !== undefined) return this.#manifests;
    const read = new Map<string, Facts>();
    const { name, file } = this;
    this.#manifests = split(this.text).map((text): Manifest => {
      const facts = this.#read.get(text.text) ?? factsOf(text.text);
      read.set(text.text, facts);
      const mistake = facts.mistake === undefined ? undefined : mistakeIn(name, text, facts.mistake);
      return { name, file, text, kind: facts.kind, hook: facts.hook, mistake };
    });
    this.#read = read;
    return this.#manifests;
  }
}

/** Splits a file at lines that begin with `---`, whatever follows on them. */
function split(file: Text): readonly Text[] {
  const manifests: Text[] = [];
  const [begin] = inked(file.text);
  const add = (from: number, to: number) => {
    const piece = file.slice(from, to);
    const [first, last] = inked(piece.text);
    if (first < last) manifests.push(piece.slice(first));
  };
  let from = begin;
  for (const { index, 0: line } of file.text.matchAll(/^---[ \t]*/gm)) {
    if (index < begin || (index > 0 && file.text[index - 1] !== '\n')) continue;
    add(from, index);
    from = index + line.length;
  }
  add(from, file.length);
  return manifests;
}

function factsOf(text: string): Facts {
  const { root, problems } = parseText(text);
  const kind = child(root, 'kind');
  const hook = child(child(child(root, 'metadata'), 'annotations'), 'helm.sh/hook');
  const mistake = problems.find(({ severity }) => severity === 'error');
  return {
    kind: kind?.type === 'scalar' ? String(kind.value ?? '') : '',
    hook: hook?.type === 'scalar' && hook.value !== null ? String(hook.value) : undefined,
    mistake: mistake && { start: mistake.start, end: mistake.end, message: mistake.message },
  };
}

function mistakeIn(
  name: string,
  text: Text,
  { start, end, message }: Span & { readonly message: string },
): RenderError {
  const line = text.text.slice(0, start).split('\n').length;
  const source = sourceOfSpan(text, start, end);
  const words = `YAML parse error on ${name}: error converting YAML to JSON: yaml: line ${line}: ${message}`;
  return new RenderError(words, source?.at, source?.callSite);
}

/** Where white space ends in front of a text, and begins behind it. */
export function inked(text: string): readonly [number, number] {
  return [text.length - text.trimStart().length, text.trimEnd().length];
}
