import type { FunctionTable } from '../functions/function.ts';
import type { Source } from '../origin/origin.ts';
import type { Text } from '../origin/text.ts';
import { isEmpty } from './nodes.ts';
import { parse } from './parse.ts';
import type { Definition, ParsedTemplate } from './parsed.ts';

/** A template that a template wrote (`tpl`): its text with the sources, and the action that made it a template. */
export interface Writing {
  readonly text: Text;
  readonly action: Source;
}

export interface Template {
  readonly definition: Definition;
  /** None for templates of files. */
  readonly writing: Writing | undefined;
}

/** Templates that know each other by name (`template.Template` with its associated ones). */
export class TemplateSet {
  /** The name of the template that all were made from, for messages. */
  readonly name: string;
  readonly #templates = new Map<string, Template>();
  readonly #around: TemplateSet | undefined;
  /** Names that were asked for, while somebody wants to know. */
  #asked: Map<string, Definition | undefined> | undefined;
  /** Parsed texts of `tpl`. */
  readonly #texts: Map<string, ParsedTemplate>;

  /** Helm calls its templates `gotpl`. */
  constructor(name = 'gotpl', around?: TemplateSet) {
    this.name = name;
    this.#around = around;
    this.#texts = around === undefined ? new Map() : around.#texts;
  }

  /** Adds the definitions of a text. One that is empty never replaces another, all others do. */
  add(parsed: ParsedTemplate, writing?: Writing): void {
    for (const [name, definition] of parsed.definitions)
      if (!isEmpty(definition.root) || this.get(name) === undefined) this.#templates.set(name, { definition, writing });
  }

  get(name: string): Template | undefined {
    const found = this.#templates.get(name) ?? this.#around?.get(name);
    this.#asked?.set(name, found?.definition);
    return found;
  }

  /** Runs something, and gives the templates that it asked this set for, by name, beside what it comes to. */
  recording<T>(run: () => T): { readonly result: T; readonly asked: ReadonlyMap<string, Definition | undefined> } {
    const asked = new Map<string, Definition | undefined>();
    this.#asked = asked;
    try {
      return { result: run(), asked };
    } finally {
      this.#asked = undefined;
    }
  }

  /** The set with more templates, which the set itself does not get. */
  with(parsed: ParsedTemplate, writing: Writing): TemplateSet {
    const set = new TemplateSet(this.name, this);
    set.add(parsed, writing);
    return set;
  }

  /** Parses a text that a template wrote, once. */
  parsed(text: string, functions: FunctionTable): ParsedTemplate {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const parsed = parse(this.name, text, undefined, functions);
    // Texts that differ with every rendering must not gather.
    if (this.#texts.size > 2000) this.#texts.clear();
    this.#texts.set(text, parsed);
    return parsed;
  }
}
