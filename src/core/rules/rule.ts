import type { DocumentEdit, Location } from '../manifest/document.ts';
import type { Resource, ResourceOf, ResourceType } from '../resources/resource.ts';
import type { Span } from '../text/span.ts';
import type { World } from '../world/world.ts';
import type { LintSettings } from './settings.ts';

/** How much a finding matters: `error` is certain (the API server refuses it or traffic cannot work), `warning` very likely a mistake. */
export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** The other side of a finding. */
export interface Related {
  readonly message: string;
  readonly location: Location;
}

/** A change of the text that removes the finding. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly DocumentEdit[];
  /** The best of several. */
  readonly preferred?: boolean;
}

/** What a rule says about the resource it was given. */
export interface Report {
  /** Where, in the resource's own document. */
  readonly at: Span;
  readonly message: string;
  /** When it differs from the rule's own. */
  readonly severity?: Severity;
  readonly related?: readonly Related[];
  /** Computed only when somebody asks. */
  readonly fixes?: () => readonly Fix[];
}

/** A report with everything that presenters need. */
export interface Finding {
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  readonly message: string;
  /** In the text that people edit. */
  readonly location: Location;
  /** In the document of the subject, where that is a rendered one. */
  readonly within?: Location;
  readonly subject: Resource | undefined;
  readonly related: readonly Related[];
  readonly fixes: () => readonly Fix[];
  /** Names of the stacks in which it holds, sorted. */
  readonly stacks: readonly string[];
  /** The connection that it is about, where it says so itself. */
  readonly connection?: Connection;
}

/** A connection as questions name it. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  readonly port?: number | string | undefined;
  readonly protocol?: string | undefined;
}

/** What a rule may look at. */
export interface RuleContext {
  readonly world: World;
  readonly settings: LintSettings;
}

/**
 * One rule of the catalogue. Its file's doc comment is its page: why it matters, a bad and a good example, how to silence.
 * A rule may read the whole world, reports only on the subject it was given, and declares what else it reads so that an
 * edit runs only what it can affect.
 */
export interface Rule<T extends ResourceType = ResourceType> {
  /** `KN201`. */
  readonly code: string;
  /** `svc-selector-no-pods`. */
  readonly name: string;
  /** The highest severity that it reports. */
  readonly severity: Severity;
  /** A matter of taste: reported only where settings give it a severity. */
  readonly byDefault?: 'off';
  /** One line for tables. */
  readonly summary: string;
  readonly subjects: readonly T[];
  /**
   * Types of other resources that the verdict depends on; empty when the subject alone decides. `within` is how far they
   * may lie from the subject: `calls` is its own namespace and those that its containers, ConfigMaps and ExternalNames name. Of a
   * rule over the `stack` the runner notes what the check looks at, and asks again when that differs.
   */
  readonly reads: readonly ResourceType[];
  readonly within: 'self' | 'namespace' | 'calls' | 'stack';
  /**
   * `absence`: it holds only if it holds in every stack that has the subject (something is missing). `contradiction`: one
   * stack is enough (two facts cannot both hold).
   */
  readonly claim: 'absence' | 'contradiction';
  /**
   * Rules that are answers to one question about their subject ("does the selector meet pods?") share a family: an absence
   * holds if every stack reports some rule of the family, wherever in the subject. Default: the rule alone, at one place.
   */
  readonly family?: string;
  /** `place`: its family's question is asked at each place of the subject apart. */
  readonly familyOf?: 'place';
  /** The API server refuses what the rule reports as an error, its bad example first of all; a test asks a real one. */
  readonly refused?: true;
  /** Version of Portolan that brought it. */
  readonly since: string;
  /** Whether it can offer a fix. */
  readonly fixable: boolean;
  /** Kubernetes sources or documents that it follows. */
  readonly sources: readonly string[];
  check(subject: ResourceOf<T>, context: RuleContext, report: (report: Report) => void): void;
}

/**
 * A rule whose subject type is inferred from `subjects`. The runner only ever gives it subjects of those types, so the
 * result stands for a rule of any type.
 */
export function defineRule<const T extends ResourceType>(rule: Rule<T>): Rule {
  return rule as unknown as Rule;
}
