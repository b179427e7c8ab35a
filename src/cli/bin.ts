import * as nodeModule from 'node:module';

// Keeps the compiled program between runs, a third of the start; Node has this from 22.1 on.
nodeModule.enableCompileCache?.();
await import('./program.ts');
