import { helmFunctions } from '../functions/table.ts';
import { base } from '../go/path.ts';
import { attempt, type Budget, newBudget, RenderError, type RenderProblem } from '../problem.ts';
import { type ExecuteOptions, execute, TemplateSet, withoutNoValue } from '../template/index.ts';
import { bare, byBytes, Dict } from '../value.ts';
import type { RenderCache } from './cache.ts';
import type { ChartFile } from './chart.ts';
import { type Execution, type Executions, type Given, reachable } from './executions.ts';
import { opaqueInclude, withOpaqueEntries } from './opaque.ts';
import { RenderedFile } from './rendered-file.ts';
import type { StandIns } from './stand-ins.ts';

/** A template with what it is given. */
export interface Template {
  readonly file: ChartFile;
  readonly dot: Dict;
  readonly basePath: string;
}

/** Parses all templates of a chart, and executes those that may come to something else than they did before. */
export class Renderer {
  readonly #templates: ReadonlyMap<string, Template>;
  readonly #problems: RenderProblem[];
  readonly #cache: RenderCache;
  readonly #standIns: StandIns;
  readonly #set = new TemplateSet();
  /** What all files together may use up. */
  readonly #left: Budget = { nodes: 3 * newBudget().nodes, characters: 3 * newBudget().characters };
  #isPartial: boolean;
  /** The maps that more than one template sees, once one of them changes any. */
  #shared: Set<Dict> | undefined;
  /** Whether a template has changed what those behind it see. */
  #isChanged = false;

  constructor(
    templates: ReadonlyMap<string, Template>,
    problems: RenderProblem[],
    isPartial: boolean,
    cache: RenderCache,
    standIns: StandIns,
  ) {
    this.#templates = templates;
    this.#problems = problems;
    this.#isPartial = isPartial;
    this.#cache = cache;
    this.#standIns = standIns;
  }

  run(executions: Executions): readonly RenderedFile[] {
    const parsed = [...this.#templates].sort(byDepth).filter(([name, { file }]) => this.#parse(name, file));
    const printing = parsed.filter(([name]) => !base(name).startsWith('_') && !name.endsWith('NOTES.txt'));
    const given: Given = {
      dots: new Map(printing.map(([name, { dot }]) => [name, dot])),
      isPartial: this.#isPartial,
    };
    const before = executions.for(given);
    const all = new Map<string, Execution>();
    for (const [name, template] of printing) {
      this.#name(name, template);
      const known = before.get(name);
      const execution =
        known !== undefined && this.#holds(known) ? known : this.#execute(name, template, executions.last(name)?.file);
      this.#problems.push(...execution.problems);
      this.#left.nodes = Math.max(0, this.#left.nodes - execution.cost.nodes);
      this.#left.characters = Math.max(0, this.#left.characters - execution.cost.characters);
      all.set(name, execution);
    }
    // The name of one template is nothing that the next rendering gives to others.
    for (const dot of given.dots.values()) dot.delete('Template');
    if (!this.#isChanged) executions.keep(given, all);
    return [...all.values()].flatMap(({ file }) => file ?? []);
  }

  #parse(name: string, file: ChartFile): boolean {
    const { value, mistake, change } = this.#standIns.read(file, (own) => this.#cache.template(name, own));
    if (mistake !== undefined)
      this.#problems.push({ kind: 'unparsed', message: mistake.message, at: mistake.at, change });
    if (value !== undefined) this.#set.add(value);
    // What it defines is not there either.
    else this.#isPartial = true;
    return value !== undefined;
  }

  /** Tells a template its own name, which others of the chart can see from then on. */
  #name(name: string, { dot, basePath }: Template): void {
    const about = new Dict();
    about.set('Name', bare(name));
    about.set('BasePath', bare(basePath));
    this.#shared?.add(about);
    dot.set('Template', bare(about));
  }

  /** Whether an execution would come to the same again. */
  #holds({ cost, isCut, asked }: Execution): boolean {
    if (this.#isChanged || isCut) return false;
    const budget = this.#budget();
    if (cost.nodes > budget.nodes || cost.characters > budget.characters) return false;
    for (const [name, definition] of asked) if (this.#set.get(name)?.definition !== definition) return false;
    return true;
  }

  #execute(name: string, { file, dot }: Template, before: RenderedFile | undefined): Execution {
    const problems: RenderProblem[] = [];
    const had = this.#budget();
    const budget = { ...had };
    const options: ExecuteOptions = {
      functions: helmFunctions,
      budget,
      missingKey: 'zero',
      opaque: this.#isPartial ? () => opaqueInclude : undefined,
      lacks: (message, at) => {
        problems.push({ kind: 'lacking', message, at });
        return bare('');
      },
      changes: (changed) => this.#changes(changed),
    };
    const { result, asked } = this.#set.recording(() => attempt(() => execute(this.#set, name, bare(dot), options)));
    const cost = { nodes: had.nodes - budget.nodes, characters: had.characters - budget.characters };
    const isCut = budget.nodes < 0 || budget.characters < 0;
    if (result instanceof RenderError) {
      problems.push({ kind: 'failed', message: result.message, at: result.at });
      return { file: undefined, problems, cost, isCut, asked };
    }
    const rendered = new RenderedFile(name, file.path, withOpaqueEntries(withoutNoValue(result)), before);
    return { file: rendered, problems, cost, isCut, asked };
  }

  /** What one file may use up. */
  #budget(): Budget {
    const whole = newBudget();
    return {
      nodes: Math.min(whole.nodes, this.#left.nodes),
      characters: Math.min(whole.characters, this.#left.characters),
    };
  }

  /** Takes note of a change that templates behind the one that makes it can see. */
  #changes(dict: Dict): void {
    // Before the first change, what can be reached is what they all were given.
    this.#shared ??= reachable([...this.#templates.values()].map(({ dot }) => dot));
    if (this.#shared.has(dict)) this.#isChanged = true;
  }
}

/** The order in which templates are parsed and executed: those that lie deepest first. */
function byDepth([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  const slashes = (name: string) => name.split('/').length;
  return slashes(b) - slashes(a) || byBytes(b, a);
}
