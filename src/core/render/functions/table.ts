/**
 * All functions that templates may call beyond those of text/template: Sprig v3.3's, grouped as its documentation groups them,
 * and Helm v4.3's own. There are no others: a function is never looked up anywhere else.
 */
import { conversion } from './conversion.ts';
import { dates } from './dates.ts';
import { defaults } from './defaults.ts';
import { dicts } from './dicts.ts';
import { durations } from './durations.ts';
import { encoding } from './encoding.ts';
import type { FunctionTable } from './function.ts';
import { helm } from './helm.ts';
import { integerLists } from './integer-lists.ts';
import { lists } from './lists.ts';
import { math } from './math.ts';
import { paths } from './paths.ts';
import { placeholders } from './placeholders.ts';
import { reflection } from './reflection.ts';
import { regexes } from './regex.ts';
import { semvers } from './semver.ts';
import { stringLists } from './string-lists.ts';
import { strings } from './strings.ts';
import { urls } from './urls.ts';
import { words } from './words.ts';

export const helmFunctions: FunctionTable = new Map([
  ...strings,
  ...words,
  ...stringLists,
  ...math,
  ...integerLists,
  ...dates,
  ...defaults,
  ...encoding,
  ...lists,
  ...dicts,
  ...conversion,
  ...paths,
  ...reflection,
  ...placeholders,
  ...urls,
  ...semvers,
  ...regexes,
  ...durations,
  ...helm,
]);
