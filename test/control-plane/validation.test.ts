import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { allRules } from '../../src/core/rules/all.ts';
import { lacking } from '../support/needs.ts';
import { workspaceOf } from '../support/workspace.ts';
import { goLacking } from './build.ts';
import type { ApiObject } from './client.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { type Difference, differences } from './differences.ts';
import { isInScope } from './fields-in-scope.ts';
import { gatewayFamilies } from './generate-gateway.ts';
import { networkingFamilies } from './generate-networking.ts';
import { coreFamilies } from './generate-objects.ts';
import { policyFamilies } from './generate-policies.ts';
import { endpointFamilies } from './generate-slices.ts';
import { inParallel } from './in-parallel.ts';
import { mutatedObjects } from './mutation.ts';

const wanted = 10_000;
const families = [...coreFamilies, ...networkingFamilies, ...endpointFamilies, ...gatewayFamilies, ...policyFamilies];
const lacks = goLacking();

/** Rules whose errors are refusals, and the finding about wrong types. */
const refusals: ReadonlySet<string> = new Set([
  'KN002',
  ...allRules.flatMap(({ code, refused }) => (refused === true ? code : [])),
]);

/** Rules about node ports, which a dry run hands out without looking at their range. */
const allocations: ReadonlySet<string> = new Set(['KN226', 'KN227']);

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

suite('validation', { timeout: 900_000 }, () => {
  let plane: ControlPlane;

  before(async () => {
    if (lacks === undefined) plane = await startControlPlane({ definitions: true });
  });

  after(async () => plane?.stop());

  test(`says of ${wanted} changed objects what the API server says`, async (context) => {
    if (lacks !== undefined) return lacking(context, lacks);
    const others: string[] = [];
    const met = new Set<Difference>();
    let refused = 0;
    await inParallel(mutatedObjects(families, wanted), 16, async (object) => {
      const { answer, accepted, errors, codes, allocation } = await judge(object);
      if (answer !== undefined) refused++;
      // A refusal that lies outside of the scope may still be one that we report.
      if (answer === undefined ? errors.length === 0 || !accepted : errors.length > 0 || allocation) return;
      const text = JSON.stringify(object);
      const known = differences.find(
        (each) =>
          answer !== undefined &&
          each.answer.test(answer) &&
          (each.of === undefined || each.of.test(text)) &&
          (each.milder === undefined || codes.has(each.milder)),
      );
      if (known === undefined) others.push(`${answer ?? 'accepted'} | ${errors.join('; ')} | ${text}`);
      else met.add(known);
    });
    assert.deepEqual(others, []);
    assert.deepEqual(
      differences.filter((each) => !met.has(each)),
      [],
      'every difference is needed',
    );
    assert.ok(refused > wanted / 3 && refused < wanted * 0.8, `both verdicts are frequent: ${refused} are refused`);
  });

  async function judge(object: ApiObject): Promise<Verdict> {
    const { status, body } = await plane.client.create(object, true);
    const { snapshot } = workspaceOf({ 'object.json': JSON.stringify(object, undefined, 1) });
    assert.deepEqual(snapshot.failures, []);
    const findings = snapshot.allFindings();
    const errors = findings.filter(({ code, severity }) => severity === 'error' && refusals.has(code));
    return {
      answer: refusal(object.kind, status, body),
      accepted: status < 300,
      errors: errors.flatMap(({ code, message }) => (allocations.has(code) ? [] : `${code} ${message}`)),
      codes: new Set(findings.map(({ code }) => code)),
      allocation: errors.some(({ code }) => allocations.has(code)),
    };
  }
});

function refusal(kind: string, status: number, body: Readonly<Record<string, unknown>>): string | undefined {
  if (status < 300) return undefined;
  // The text cannot be decoded: a wrong type.
  if (status === 400) return String(body.message);
  const { causes = [] } = (body.details ?? {}) as {
    readonly causes?: readonly { readonly field?: string; readonly message?: string }[];
  };
  const inScope = causes.filter(({ field = '' }) => isInScope(kind, field));
  return inScope.length === 0 ? undefined : inScope.map(({ field, message }) => `${field}: ${message}`).join('; ');
}
