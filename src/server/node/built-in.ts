import { createRequire } from 'node:module';

/** Loads a module of Node's own where it is needed: every start would pay for those that few runs use. */
export const builtIn = createRequire(process.execPath) as typeof process.getBuiltinModule;
