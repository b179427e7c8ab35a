import { namespacesCalling } from '../network/references.ts';
import type { Resource, ResourceType } from '../resources/resource.ts';
import type { WorldChange } from '../world/changes.ts';
import { type Hit, type Seen, SeenChange, WatchedWorld } from '../world/watched-world.ts';
import type { FactSlot, World } from '../world/world.ts';
import type { Report, Rule, RuleContext } from './rule.ts';
import type { LintSettings } from './settings.ts';

/** A report with the rule and the subject it belongs to. */
export interface RuleReport {
  readonly rule: Rule;
  readonly subject: Resource;
  readonly report: Report;
}

/** A rule that threw: a defect of Portolan, told to the log and never to the user as a finding. */
export interface RuleFailure {
  readonly code: string;
  readonly message: string;
}

/** What every rule says about one world. */
export interface WorldReports {
  readonly world: World;
  readonly settings: LintSettings;
  /** Subjects without a report are absent. */
  readonly byRule: ReadonlyMap<Rule, ReadonlyMap<Resource, readonly RuleReport[]>>;
  /** What rules over the stack looked at outside of the namespace of a subject; subjects that have nothing there are absent. */
  readonly seen: ReadonlyMap<Resource, Seen>;
  /** The facts about the stack that they asked for. */
  readonly facts: ReadonlySet<FactSlot<unknown>>;
  readonly failures: readonly RuleFailure[];
}

/** Runs all rules over a world; those that are switched off are left out. */
export function runRules(world: World, rules: readonly Rule[], settings: LintSettings): WorldReports {
  const runner = new Runner(world, settings);
  const byType = new Map<ResourceType, RuleRun[]>();
  for (const rule of rules) {
    if ((settings.severities.get(rule.code) ?? rule.byDefault) === 'off') continue;
    const run = runner.of(rule);
    for (const type of rule.subjects) {
      const runs = byType.get(type);
      if (runs === undefined) byType.set(type, [run]);
      else runs.push(run);
    }
  }
  // All rules look at one object before the next one comes, as it is in the processor's caches then.
  for (const [type, runs] of byType) for (const subject of world.all(type)) for (const run of runs) run.check(subject);
  return runner.result();
}

/**
 * Runs again only what a change can affect. `touched` receives the subjects whose reports may differ from before; those
 * that are gone are not among them.
 */
export function rerunRules(
  previous: WorldReports,
  world: World,
  change: WorldChange,
  touched: Set<Resource>,
): WorldReports {
  const runner = new Runner(world, previous.settings, previous);
  runner.failures.push(...previous.failures);
  // A fact bears on everybody; it seldom differs.
  const factsHold = [...previous.facts].every((slot) => slot.same(previous.world.fact(slot), world.fact(slot)));
  const hits = new Map<Resource, NonNullable<Hit>>();
  const seenChange = new SeenChange(previous.world, world, change);
  for (const subject of change.removed) runner.seen.delete(subject);
  for (const [subject, seen] of runner.seen) {
    const hit = seenChange.hits(seen);
    if (hit !== undefined) hits.set(subject, hit);
  }
  for (const [rule, before] of previous.byRule) {
    const isStale = rule.within === 'stack' && !factsHold;
    const again = isStale ? 'all' : affectedSubjects(rule, world, change, hits);
    if (again !== 'all' && again.size === 0 && !anyIn(change.removed, before)) {
      runner.byRule.set(rule, before);
      continue;
    }
    const run = runner.of(rule);
    const { reports } = run;
    for (const [subject, old] of before)
      if (!change.removed.has(subject)) {
        if (again === 'all' || again.has(subject)) touched.add(subject);
        else reports.set(subject, old);
      }
    const kept = reports.size;
    for (const subjects of again === 'all' ? rule.subjects.map((type) => world.all(type)) : [again])
      for (const subject of subjects) run.check(subject);
    let position = 0;
    for (const subject of reports.keys()) if (position++ >= kept) touched.add(subject);
  }
  return runner.result();
}

/** The subjects of a rule whose verdict a change may alter, by what the rule says it reads. */
function affectedSubjects(
  rule: Rule,
  world: World,
  change: WorldChange,
  hits: ReadonlyMap<Resource, NonNullable<Hit>>,
): ReadonlySet<Resource> | 'all' {
  const isSelf = rule.within === 'self' || rule.reads.length === 0;
  const reads = (types: ReadonlySet<ResourceType> | undefined) =>
    types !== undefined && rule.reads.some((type) => types.has(type));
  // Cluster-scoped objects (a Namespace's labels, a Node) may bear on every namespace.
  if (!isSelf && reads(change.types.get(''))) return 'all';
  const affected = new Set<Resource>();
  for (const resource of change.added) if (rule.subjects.includes(resource.type)) affected.add(resource);
  if (isSelf) return affected;
  if (rule.within === 'stack')
    for (const [subject, hit] of hits)
      if (rule.subjects.includes(subject.type) && (hit === 'all' || reads(hit))) affected.add(subject);
  const changed = [...change.types].flatMap(([namespace, types]) => (reads(types) ? [namespace] : []));
  const reached = rule.within === 'calls' && changed.length > 0 ? namespacesCalling(world, changed) : changed;
  for (const namespace of reached)
    for (const type of rule.subjects) for (const subject of world.inNamespace(type, namespace)) affected.add(subject);
  return affected;
}

function anyIn(resources: ReadonlySet<Resource>, reports: ReadonlyMap<Resource, unknown>): boolean {
  for (const resource of resources) if (reports.has(resource)) return true;
  return false;
}

/** Notes what rules over the stack look at. */
class Watched {
  readonly seen: Map<Resource, Seen>;
  readonly #context: RuleContext;
  readonly #world: WatchedWorld;

  constructor({ world, settings }: RuleContext, previous?: WorldReports) {
    this.seen = new Map(previous?.seen);
    this.#world = new WatchedWorld(world);
    for (const slot of previous?.facts ?? []) this.#world.facts.add(slot);
    this.#context = { world: this.#world, settings };
  }

  begin(subject: Resource): RuleContext {
    this.#world.begin(this.#world.namespaceOf(subject).name);
    return this.#context;
  }

  end(subject: Resource): void {
    const seen = this.#world.end();
    if (seen === undefined) return;
    // Rules share what they found out, so what one of them saw counts for all.
    const known = this.seen.get(subject);
    if (known !== undefined) seen.add(known, undefined);
    this.seen.set(subject, seen);
  }

  get facts(): ReadonlySet<FactSlot<unknown>> {
    return this.#world.facts;
  }
}

/** What one rule says about the objects that it is shown. */
class RuleRun {
  readonly reports = new Map<Resource, readonly RuleReport[]>();
  readonly #rule: Rule;
  readonly #context: RuleContext;
  readonly #failures: RuleFailure[];
  readonly #watched: Watched | undefined;
  #subject: Resource | undefined;

  constructor(rule: Rule, context: RuleContext, failures: RuleFailure[], watched: Watched | undefined) {
    this.#watched = watched;
    this.#rule = rule;
    this.#context = context;
    this.#failures = failures;
  }

  check(subject: Resource): void {
    this.#subject = subject;
    try {
      this.#rule.check(subject as never, this.#watched?.begin(subject) ?? this.#context, this.#take);
    } catch (error) {
      this.reports.delete(subject);
      this.#failed(error);
    } finally {
      this.#watched?.end(subject);
    }
  }

  readonly #take = (report: Report) => {
    const subject = this.#subject;
    if (subject === undefined) return;
    const own = { rule: this.#rule, subject, report };
    const reports = this.reports.get(subject);
    this.reports.set(subject, reports === undefined ? [own] : [...reports, own]);
  };

  #failed(error: unknown): void {
    const { code } = this.#rule;
    if (this.#failures.some((failure) => failure.code === code)) return;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#failures.push({ code, message });
  }
}

/** Collects what rules say about one world and isolates each: one that throws says nothing and is named once. */
class Runner {
  readonly byRule = new Map<Rule, ReadonlyMap<Resource, readonly RuleReport[]>>();
  readonly failures: RuleFailure[] = [];
  readonly #context: RuleContext;
  readonly #watched: Watched;

  constructor(world: World, settings: LintSettings, previous?: WorldReports) {
    this.#context = { world, settings };
    this.#watched = new Watched(this.#context, previous);
  }

  get seen(): Map<Resource, Seen> {
    return this.#watched.seen;
  }

  /** A run of a rule, whose reports are among the results. */
  of(rule: Rule): RuleRun {
    const watched = rule.within === 'stack' ? this.#watched : undefined;
    const run = new RuleRun(rule, this.#context, this.failures, watched);
    this.byRule.set(rule, run.reports);
    return run;
  }

  result(): WorldReports {
    return {
      world: this.#context.world,
      settings: this.#context.settings,
      byRule: this.byRule,
      seen: this.seen,
      facts: this.#watched.facts,
      failures: this.failures,
    };
  }
}
