/** Sprig v3.3 "File Path Functions"; those of the operating system are those of Unix. */
import * as path from '../go/path.ts';
import type { TemplateFunction } from './function.ts';
import { pure } from './parameters.ts';

const functions: readonly (readonly [string, TemplateFunction])[] = [
  ['base', pure(['string'], path.base)],
  ['dir', pure(['string'], path.dir)],
  ['clean', pure(['string'], path.clean)],
  ['ext', pure(['string'], path.ext)],
  ['isAbs', pure(['string'], path.isAbs)],
];

export const paths: readonly (readonly [string, TemplateFunction])[] = [
  ...functions,
  ...functions.map(([name, fn]) => [`os${name[0]?.toUpperCase()}${name.slice(1)}`, fn] as const),
];
