import { Workspace } from '../../src/core/language/workspace.ts';
import { allRules } from '../../src/core/rules/all.ts';
import { gunzip } from '../../src/server/node/gunzip.ts';
import { load } from './loaded.ts';
import { median, timeOf } from './measure.ts';

/** What a rule costs when a workspace is judged from nothing, in milliseconds. */
export interface RuleCost {
  readonly code: string;
  readonly milliseconds: number;
}

/** What the rules cost. What several of them share is counted to the one that asks first. */
export interface RuleCosts {
  /** From texts to the findings of every file, in milliseconds. */
  readonly total: number;
  /** The most expensive first. */
  readonly rules: readonly RuleCost[];
}

/** Measures each rule over a workspace; half of several rounds, each from nothing. */
export function measureRuleCosts(folder: string, rounds: number): RuleCosts {
  const { files } = load(folder);
  const spent = new Map<string, number[]>(allRules.map(({ code }) => [code, []]));
  const totals: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const scan = (rules: typeof allRules) =>
      timeOf(() => {
        const workspace = new Workspace({ rules, gunzip });
        workspace.update(files);
        workspace.snapshot.allFindings();
      });
    totals.push(scan(allRules));
    const costs = new Map<string, number>();
    scan(
      allRules.map((rule) => ({
        ...rule,
        check(subject, context, report) {
          const begin = performance.now();
          rule.check(subject, context, report);
          costs.set(rule.code, (costs.get(rule.code) ?? 0) + performance.now() - begin);
        },
      })),
    );
    for (const [code, list] of spent) list.push(costs.get(code) ?? 0);
  }
  const rules = [...spent].map(([code, list]) => ({ code, milliseconds: median(list) }));
  return { total: median(totals), rules: rules.sort((a, b) => b.milliseconds - a.milliseconds) };
}
