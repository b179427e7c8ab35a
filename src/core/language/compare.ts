import type { Location } from '../manifest/document.ts';
import { clusterPlugins, policyOptions } from '../network/cni.ts';
import type { PolicyOptions } from '../network/policy/model.ts';
import { rangesOf } from '../network/policy/ports.ts';
import { PolicyEngine } from '../network/policy/verdict.ts';
import { type Change, type Changes, changesBetween } from '../network/reach/changes.ts';
import { plainName } from '../network/reach/pairs.ts';
import { workloadsOf } from '../network/reach/workloads.ts';
import type { Finding } from '../rules/rule.ts';
import { groupBy } from '../world/group-by.ts';
import type { Stack } from '../world/stack.ts';
import type { World } from '../world/world.ts';
import { at } from './place.ts';
import type { Snapshot } from './workspace.ts';

/** One of two states that are compared. */
export interface Side {
  readonly snapshot: Snapshot;
  /** Folder or file of the workspace that is compared: what lies in it is called by its path from there. */
  readonly base: string;
}

/** The connections of a stack, or of several that were joined or parted. */
export interface StackChanges extends Changes {
  readonly name: string;
  readonly worlds: { readonly before: readonly World[]; readonly after: readonly World[] };
  /** How the policies of a world are to be read now. */
  readonly optionsOf: (world: World) => PolicyOptions;
}

/** What happened from one state to another. */
export interface Comparison {
  readonly stacks: readonly StackChanges[];
  /** Findings that only one side has. That one moved, in its file or with its object to another one, is no difference. */
  readonly findings: { readonly new: readonly Finding[]; readonly fixed: readonly Finding[] };
}

/** Compares two states of the same manifests. */
export function compare(before: Side, after: Side): Comparison {
  const optionsOf = (world: World, side: 'before' | 'after') =>
    policyOptions(clusterPlugins(world, (side === 'before' ? before : after).snapshot.worlds));
  return {
    stacks: counterparts(before, after).map(({ name, before, after }) => ({
      name,
      worlds: { before, after },
      ...changesBetween(before, after, optionsOf),
      optionsOf: (world) => optionsOf(world, 'after'),
    })),
    findings: compareFindings(before, after),
  };
}

interface Counterparts {
  readonly name: string;
  readonly before: World[];
  readonly after: World[];
}

/**
 * Which stacks are the same on both sides: those of one name and kind, together with those that a workload moved from or to,
 * as it does where folders begin to need each other and so become one stack.
 */
function counterparts(before: Side, after: Side): readonly Counterparts[] {
  const groups = new Map<string, Counterparts>();
  for (const [key, side] of [['before', before] as const, ['after', after] as const])
    for (const world of side.snapshot.worlds) {
      const name = stackName(world.stack, side);
      const id = `${world.stack.kind} ${name}`;
      const group = groups.get(id) ?? { name, before: [], after: [] };
      groups.set(id, group);
      group[key].push(world);
    }
  const lost = new Map<string, Counterparts[]>();
  const gained = new Map<string, Counterparts[]>();
  const note = (list: Map<string, Counterparts[]>, name: string, group: Counterparts) => {
    const known = list.get(name);
    if (known === undefined) list.set(name, [group]);
    else known.push(group);
  };
  for (const group of groups.values()) {
    const [had, has] = [namesIn(group.before), namesIn(group.after)];
    for (const name of had) if (!has.has(name)) note(lost, name, group);
    for (const name of has) if (!had.has(name)) note(gained, name, group);
  }
  const joined = new Map<Counterparts, Counterparts>();
  const top = (group: Counterparts): Counterparts => {
    const next = joined.get(group);
    return next === undefined ? group : top(next);
  };
  for (const [name, [from, ...others]] of lost) {
    const [to, ...more] = gained.get(name) ?? [];
    // A workload that several variants hold tells of none of them where it went.
    if (from === undefined || to === undefined || others.length + more.length > 0) continue;
    const [a, b] = [top(to), top(from)];
    if (a !== b) joined.set(b, a);
  }
  return [...groupBy([...groups.values()], top)].map(([{ name }, members]) => ({
    name,
    before: members.flatMap((group) => group.before),
    after: members.flatMap((group) => group.after),
  }));
}

function namesIn(worlds: readonly World[]): ReadonlySet<string> {
  return new Set(worlds.flatMap((world) => workloadsOf(world).map((workload) => plainName(world, workload))));
}

/** A stack's name as it would be if what is compared were the whole workspace; a stated one has a name of its own. */
function stackName({ name, kind }: Stack, { base, snapshot }: Side): string {
  const folder = snapshot.files.has(base) ? base.slice(0, Math.max(0, base.lastIndexOf('/'))) : base;
  if (folder === '' || kind === 'stated' || !name.startsWith(folder)) return name;
  const rest = name.slice(folder.length);
  return rest.startsWith('/') ? rest.slice(1) : rest === '' || rest.startsWith(' (') ? `.${rest}` : name;
}

function compareFindings(before: Side, after: Side): Comparison['findings'] {
  const within = ({ base }: Side, file: string) =>
    file === base ? '' : base !== '' && file.startsWith(`${base}/`) ? file.slice(base.length + 1) : file;
  const here = unmatched(before.snapshot.allFindings(), after.snapshot.allFindings(), (finding, isBefore) =>
    findingKey(finding, within(isBefore ? before : after, finding.location.document.file)),
  );
  const anywhere = unmatched(here.fixed, here.new, (finding) =>
    finding.subject?.name === undefined ? undefined : findingKey(finding, ''),
  );
  return anywhere;
}

/** What remains when findings of one key are taken off both lists, one against one. */
function unmatched(
  before: readonly Finding[],
  after: readonly Finding[],
  keyOf: (finding: Finding, isBefore: boolean) => string | undefined,
): Comparison['findings'] {
  const open = groupBy(before, (finding) => keyOf(finding, true));
  const matched = new Set<Finding>();
  const added = after.filter((finding) => {
    const key = keyOf(finding, false);
    const partner = key === undefined ? undefined : open.get(key)?.shift();
    if (partner !== undefined) matched.add(partner);
    return partner === undefined;
  });
  return { new: added, fixed: before.filter((finding) => !matched.has(finding)) };
}

/** What a finding in a file is called however its lines move: its rule, file, object and message. */
export function findingKey({ code, subject, message }: Finding, file: string): string {
  const object = [subject?.apiVersion, subject?.kind, subject?.namespace?.value, subject?.name?.value];
  return JSON.stringify([code, file, object, message]);
}

/**
 * Says where in the new state a change at a workload can be seen: the policy that decides about the connection now, else the
 * workload; `undefined` where that is gone.
 */
export function changePlaces({
  worlds,
  before,
  after,
  optionsOf,
}: StackChanges): (change: Change, workload: string) => Location | undefined {
  const engines = worlds.after.map((world) => ({
    makers: new Set(world.all('podMaker')),
    engine: new PolicyEngine(world, optionsOf(world)),
  }));
  return ({ from, to, ports }, workload) => {
    const maker = after.get(workload)?.workload?.maker;
    if (maker === undefined) return undefined;
    const own = at(maker, maker.name ?? maker.kindSpan);
    const [port] = rangesOf(ports);
    const engine = engines.find(({ makers }) => makers.has(maker))?.engine;
    if (engine === undefined || port === undefined || !before.has(workload)) return own;
    const end = (name: string) => {
      const [pod] = after.get(name)?.workload?.pods ?? [];
      return pod === undefined ? { kind: 'outside' as const, address: undefined } : engine.pod(pod);
    };
    const verdict = engine.ask({ from: end(from), to: end(to), port: port.first, protocol: port.protocol });
    const isIngress = verdict.ingress.allowed === 'no' || verdict.egress.evidence.length === 0;
    const [evidence] = (isIngress ? verdict.ingress : verdict.egress).evidence;
    return evidence === undefined ? own : at(evidence.resource, evidence);
  };
}
