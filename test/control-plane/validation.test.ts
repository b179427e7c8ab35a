import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { allRules } from '../../src/core/rules/all.ts';
import { lacking } from '../support/needs.ts';
import { Random } from '../support/random.ts';
import { workspaceOf } from '../support/workspace.ts';
import { goLacking } from './build.ts';
import type { ApiObject } from './client.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { scope, severalMutations, singleMutations } from './generate-objects.ts';
import { inParallel } from './in-parallel.ts';

const wanted = 5000;
const lacks = goLacking();

/** Rules whose errors are refusals, and the finding about wrong types. */
const refusals: ReadonlySet<string> = new Set([
  'KN002',
  ...allRules.flatMap(({ code, refused }) => (refused === true ? code : [])),
]);

/** Rules about node ports, which a dry run hands out without looking at their range. */
const allocations: ReadonlySet<string> = new Set(['KN226', 'KN227']);

/** A difference that stays. */
interface Exception {
  /** How the server's answer begins. */
  readonly answer: string;
  /** The rule that says it with less than an error. */
  readonly milder?: string;
  readonly because: string;
}

const exceptions: readonly Exception[] = [
  {
    answer: 'spec.clusterIPs: Invalid value: ["192.0.2.1"]: failed to allocate IP 192.0.2.1: the provided IP',
    because: 'only the cluster knows its range of addresses (KN244)',
  },
  {
    answer: 'spec.clusterIPs: Invalid value: ["192.0.2.1",""]: failed to allocate IP 192.0.2.1: the provided IP',
    because: 'the same, for a Service of two families',
  },
  {
    answer: 'spec.externalName: Invalid value: "DB.example.com": a lowercase RFC 1123 subdomain must consist of',
    because: 'a label of a host in capitals stands for something that people fill in',
  },
  {
    answer: 'spec.ports: Required value',
    milder: 'KN222',
    because: 'a Service without ports, selector and type may be a patch: KN222 is an info then',
  },
];

/** One verdict on one object by both. */
interface Verdict {
  /** What the server refuses in the scope, in its own words; `undefined` when it refuses nothing there. */
  readonly answer: string | undefined;
  /** Whether the server takes the object as a whole. */
  readonly accepted: boolean;
  /** Our errors, as `code message`. */
  readonly errors: readonly string[];
  /** Every code that we report, whatever its severity. */
  readonly codes: ReadonlySet<string>;
  /** Whether we report an error about node ports. */
  readonly allocation: boolean;
}

suite('validation', { timeout: 600_000 }, () => {
  let plane: ControlPlane;

  before(async () => {
    if (lacks === undefined) plane = await startControlPlane({});
  });

  after(async () => plane?.stop());

  test(`says of ${wanted} changed objects what the API server says`, async (context) => {
    if (lacks !== undefined) return lacking(context, lacks);
    const random = new Random(9);
    const objects = [...singleMutations()];
    while (objects.length < wanted) objects.push(severalMutations(random));
    const differences: string[] = [];
    const met = new Set<string>();
    let refused = 0;
    await inParallel(objects, 16, async (object) => {
      const { answer, accepted, errors, codes, allocation } = await judge(object);
      if (answer !== undefined) refused++;
      // A refusal that lies outside of the scope may still be one that we report.
      if (answer === undefined ? errors.length === 0 || !accepted : errors.length > 0 || allocation) return;
      const exception = exceptions.find(
        (each) => answer?.startsWith(each.answer) && (each.milder === undefined || codes.has(each.milder)),
      );
      if (exception === undefined)
        differences.push(`${answer ?? 'accepted'} | ${errors.join('; ')} | ${JSON.stringify(object)}`);
      else met.add(exception.answer);
    });
    assert.deepEqual(differences, []);
    assert.deepEqual([...met].sort(), exceptions.map(({ answer }) => answer).sort(), 'every exception is needed');
    assert.ok(refused > 2000 && refused < wanted - 1000, `both verdicts are frequent: ${refused} are refused`);
  });

  async function judge(object: ApiObject): Promise<Verdict> {
    const { status, body } = await plane.client.create(object, true);
    const { snapshot } = workspaceOf({ 'object.json': JSON.stringify(object, undefined, 1) });
    assert.deepEqual(snapshot.failures, []);
    const findings = snapshot.allFindings();
    const errors = findings.filter(({ code, severity }) => severity === 'error' && refusals.has(code));
    return {
      answer: refusal(status, body),
      accepted: status < 300,
      errors: errors.flatMap(({ code, message }) => (allocations.has(code) ? [] : `${code} ${message}`)),
      codes: new Set(findings.map(({ code }) => code)),
      allocation: errors.some(({ code }) => allocations.has(code)),
    };
  }
});

function refusal(status: number, body: Readonly<Record<string, unknown>>): string | undefined {
  if (status < 300) return undefined;
  // The text cannot be decoded: a wrong type.
  if (status === 400) return String(body.message);
  const { causes = [] } = (body.details ?? {}) as {
    readonly causes?: readonly { readonly field?: string; readonly message?: string }[];
  };
  const inScope = causes.filter(({ field = '' }) => scope.some((pattern) => pattern.test(field)));
  return inScope.length === 0 ? undefined : inScope.map(({ field, message }) => `${field}: ${message}`).join('; ');
}
