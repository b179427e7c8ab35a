import type { ManifestDocument } from '../manifest/document.ts';
import type { Hop, Path } from '../network/path/path.ts';
import { placesOf } from '../network/path/path.ts';
import type { Finding, Related, Severity } from '../rules/rule.ts';
import type { Span } from '../text/span.ts';
import { withCommas } from '../text/words.ts';
import { mayMake } from '../world/gates.ts';
import type { World } from '../world/world.ts';
import { bareName, isThere } from './bare-names.ts';
import { type ExpectationAnswers, mostPaths, type StackAnswer } from './expectation-answers.ts';
import { type Expectation, textOf } from './expectations.ts';
import { ownFinding } from './findings.ts';
import { instead, worldsByImportance } from './places.ts';
import { type PlaceText, type Question, readPlace } from './question.ts';
import { isNameless, leading } from './trace.ts';
import { saidOf } from './trace-text.ts';
import type { Snapshot } from './workspace.ts';

/** What is wrong with an expectation. */
interface Fault {
  readonly message: string;
  readonly severity?: Severity;
  readonly related?: readonly Related[];
  readonly stacks?: readonly string[];
  readonly connection?: Question;
}

type Answered = Extract<StackAnswer, { kind: 'path' }> & { readonly world: World };

/** The expectations that do not hold, as findings in the configuration's document. */
export function failedExpectations(
  document: ManifestDocument,
  expectations: readonly (Expectation & Span)[],
  snapshot: Snapshot,
  known: ExpectationAnswers,
): readonly Finding[] {
  const worlds = worldsByImportance(snapshot);
  const ask = known.of(snapshot);
  return expectations.flatMap((expectation): readonly Finding[] => {
    const { stack, reason } = expectation;
    const own = worlds.filter((world) => stack === undefined || world.stack.name === stack);
    const fault = faultOf(
      expectation,
      own.map((world) => ({ world, answer: ask(world, expectation) })),
      snapshot,
    );
    if (fault === undefined) return [];
    const { message, severity = 'error', connection, ...more } = fault;
    const why = reason === undefined ? '' : ` The reason given for it: ${reason}`;
    return [
      {
        ...ownFinding(document, expectation, 'KN005', 'expectation', severity, `${message}${why}`),
        ...more,
        ...(connection === undefined ? {} : { connection }),
      },
    ];
  });
}

/** The finding, at the first expectation, that none is checked because files of the workspace are missing. */
export function uncheckedExpectations(document: ManifestDocument, first: Span): Finding {
  const message = 'Expectations are not checked here: they need all files of the workspace, and only some were read.';
  return ownFinding(document, first, 'KN005', 'expectation', 'info', message);
}

/** It has to hold in every stack that has both of its ends. */
function faultOf(
  expectation: Expectation,
  answers: readonly { readonly world: World; readonly answer: StackAnswer }[],
  snapshot: Snapshot,
): Fault | undefined {
  if (answers.some(({ answer }) => answer.kind === 'too many')) return tooMany;
  const paths = answers.flatMap(({ world, answer }): Answered[] =>
    answer.kind === 'path' ? [{ ...answer, world }] : [],
  );
  // A name without a namespace that DNS does not know either names nothing.
  const asked = leading(paths).filter(
    ({ path, world }) => bareName(expectation.to) === undefined || !isNameless(path) || isThere(world, expectation.to),
  );
  const failing = asked.filter(({ path: { verdict } }) =>
    expectation.reaches ? verdict === 'broken' : verdict === 'ok' || verdict === 'degraded',
  );
  const [first] = failing;
  if (first !== undefined) {
    const stacks = failing.map(({ world }) => world.stack.name).sort();
    return { ...explained(expectation, first, snapshot.stacks.length > 1), stacks };
  }
  for (const { answer } of answers)
    if (answer.kind === 'ambiguous')
      return {
        message: `${answer.name} may be any of ${answer.places.slice(0, 8).join(', ')}; write the one that is meant.`,
      };
  const worlds = answers.map(({ world }) => world);
  return asked.length > 0 ? undefined : missing(expectation, worlds, snapshot);
}

const tooMany: Fault = {
  severity: 'warning',
  message: `This is not checked: the expectations up to here are about more than ${withCommas(mostPaths)} connections. Name workloads instead of whole namespaces.`,
};

/** The hop that breaks a connection, or why nothing does. */
function explained(expectation: Expectation, { path, question, world }: Answered, isOneOfSeveral: boolean): Fault {
  const { reaches, protocol } = expectation;
  const hops = path.hops.filter(reaches ? ({ verdict }) => verdict === 'broken' : letsIn);
  // What no policy decides rests on no text; then the last hop shows who can be reached.
  const found = hops.some(({ evidence }) => evidence.length > 0) ? hops : path.hops.slice(-1);
  const related = found.flatMap((hop) =>
    placesOf(hop)
      .slice(0, 3)
      .map((location) => ({ message: saidOf(hop), location })),
  );
  const said = textOf({ ...expectation, ...question, protocol, reaches: !reaches });
  const where = isOneOfSeveral ? ` in stack "${world.stack.name}"` : '';
  const judged = reaches ? '' : ', and is expected not to';
  return { message: `${said}${where}${judged}: ${reasonOf(path, hops)}.`, related, connection: question };
}

/** Whether somebody who wants to refuse a connection would do it at a hop. */
function letsIn({ kind, verdict }: Hop): boolean {
  return (verdict === 'ok' || verdict === 'degraded') && (kind === 'entry' || kind.startsWith('policy-'));
}

function reasonOf({ verdict, reason, hops }: Path, passed: readonly Hop[]): string {
  const decides =
    verdict === 'ok'
      ? (passed.find(({ kind }) => kind === 'entry') ?? passed.at(-1))
      : hops.find((hop) => hop.verdict === verdict);
  return decides === undefined ? reason : saidOf(decides);
}

/** Nothing answers: an end is not there, unless the text need not show it. */
function missing(expectation: Expectation, worlds: readonly World[], { stacks }: Snapshot): Fault | undefined {
  const { from, to, stack } = expectation;
  if (stack !== undefined && worlds.length === 0) {
    const names = stacks.slice(0, 8).map(({ name }) => `"${name}"`);
    return { message: `There is no stack "${stack}"${names.length === 0 ? '' : `; there is ${names.join(', ')}`}.` };
  }
  for (const text of [from, to]) {
    const place = readPlace(text);
    if (place === undefined || worlds.some((world) => isThere(world, text))) continue;
    const { meant, words } = instead(worlds, place, text);
    if (meant === undefined && worlds.some((world) => mayHold(world, place))) return undefined;
    return { message: `There is no ${text} here${words}.` };
  }
  return {
    severity: 'warning',
    message: `This is not checked: no stack holds both ${from} and ${to}. State under "stacks" what is applied together.`,
  };
}

/** Whether something of that name may be there without the text showing it. */
function mayHold(world: World, place: PlaceText): boolean {
  const name = place.kind === 'object' ? place.name : place.kind === 'host' ? place.host : undefined;
  return (
    world.stack.unknowns.objects !== undefined ||
    [...world.all('podMaker'), ...world.all('service')].some(
      (resource) => resource.name?.value === undefined || world.namespaceOf(resource).unknown !== undefined,
    ) ||
    world.all('other').some((other) => (name === undefined ? other.mayMakePods : mayMake(other, name)))
  );
}
