/**
 * Writes `test/core/render/functions/goldens.json`: calls of every function of Sprig and Helm, and what Helm v4.3 answers.
 * `node test/arbiters/generate-functions.ts`; needs Go.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/sources.ts';
import { generateCalls } from './functions/calls.ts';
import { askFunctions } from './functions.ts';

const calls = generateCalls(1, 15);
const answers = askFunctions(calls);
const lines = calls.map((call, index) => `  ${JSON.stringify([call.fn, JSON.stringify(call.args), answers[index]])}`);
writeFileSync(join(root, 'test/core/render/functions/goldens.json'), `[\n${lines.join(',\n')}\n]\n`);
