import type { TestContext } from 'node:test';

/**
 * A suite lacks something that it needs. Where everything has to run (`CI=true`) that is a failure, elsewhere it is left
 * out and says so.
 */
export function lacking(context: TestContext, what: string): void {
  if (process.env.CI === 'true') throw new Error(`Left out, and nothing may be left out here: ${what}`);
  context.skip(what);
}
