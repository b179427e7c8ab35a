import * as nodeModule from 'node:module';

// Keeps the compiled server between starts; Node has this from 22.1 on.
nodeModule.enableCompileCache?.();
void import('./node.ts');
