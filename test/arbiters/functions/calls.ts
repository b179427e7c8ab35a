import { chance, Random } from '../../support/random.ts';
import { type Argument, pools } from './arguments.ts';

/** A call of a template function. */
export interface Call {
  readonly fn: string;
  readonly args: readonly Argument[];
}

type PoolName = keyof typeof pools;

/** What every function takes; a last name with dots is taken up to three times. */
const signatures: Readonly<Record<string, string>> = {
  hello: '',
  'trim upper lower title untitle nospace initials swapcase snakecase kebabcase camelcase': 'string',
  'sha1sum sha256sum sha512sum adler32sum b64enc b32enc regexQuoteMeta': 'string',
  'trimAll trimall trimSuffix trimPrefix contains hasPrefix hasSuffix split splitList': 'short string',
  'repeat trunc abbrev indent nindent wrap': 'int string',
  'substr abbrevboth': 'int int string',
  wrapWith: 'int short string',
  'quote squote cat coalesce all any list tuple': '...any',
  replace: 'short short string',
  plural: 'string string int',
  join: 'short list',
  splitn: 'short int string',
  'toStrings sortAlpha toString': 'any',
  'add addf': '...number',
  'add1 add1f floor ceil int int64 float64 toDecimal': 'number',
  'sub div mod': 'number number',
  'mul max biggest min maxf minf subf mulf divf': 'number ...number',
  round: 'number int',
  until: 'int',
  untilStep: 'int int int',
  seq: '...int',
  'date htmlDateInZone': 'layout moment',
  'dateInZone date_in_zone': 'layout moment zone',
  htmlDate: 'moment',
  'dateModify date_modify mustDateModify must_date_modify': 'duration time',
  'duration durationRound': 'anyDuration',
  'toDate mustToDate': 'layout written',
  unixEpoch: 'time',
  default: 'any any',
  empty: 'any',
  ternary: 'any any bool',
  'b64dec b32dec': 'encoded',
  'toJson mustToJson toPrettyJson mustToPrettyJson toRawJson mustToRawJson toYaml mustToYaml toYamlPretty': 'any',
  'fromJson fromJsonArray mustFromJson': 'json',
  'fromYaml fromYamlArray': 'yaml',
  'toToml mustToToml': 'map',
  fromToml: 'toml',
  'append push prepend mustAppend mustPush mustPrepend': 'list any',
  'first last rest initial reverse compact uniq': 'list',
  'mustFirst mustLast mustRest mustInitial mustReverse mustCompact mustUniq': 'list',
  'without mustWithout': 'list ...scalar',
  'has mustHas': 'scalar list',
  'slice mustSlice': 'list ...int',
  'chunk mustChunk': 'int list',
  concat: '...list',
  dict: '...scalar',
  'get hasKey unset': 'map key',
  set: 'map key any',
  pluck: 'key ...map',
  keys: 'map',
  'pick omit': 'map ...key',
  'merge mustMerge mergeOverwrite mustMergeOverwrite': 'map ...map',
  'deepCopy mustDeepCopy': 'any',
  dig: 'key ...key any map',
  atoi: 'numeral',
  'base dir clean ext isAbs osBase osDir osClean osExt osIsAbs': 'path',
  'typeOf kindOf': 'any',
  'typeIs typeIsLike kindIs': 'kind any',
  deepEqual: 'any any',
  urlParse: 'url',
  urlJoin: 'urlParts',
  semver: 'version',
  semverCompare: 'constraint version',
  'regexMatch mustRegexMatch regexFind mustRegexFind': 'pattern string',
  'regexFindAll mustRegexFindAll regexSplit mustRegexSplit': 'pattern string int',
  'regexReplaceAll mustRegexReplaceAll regexReplaceAllLiteral mustRegexReplaceAllLiteral': 'pattern string replacement',
  'mustToDuration durationSeconds durationMilliseconds durationMicroseconds durationNanoseconds': 'anyDuration',
  'durationMinutes durationHours durationDays durationWeeks': 'anyDuration',
  'durationRoundTo durationTruncateTo': 'anyDuration anyDuration',
  required: 'string scalar',
  fail: 'string',
  lookup: 'short short short short',
};

/** What is at random or asks the clock or the network, and so has no expected value. */
export const withoutExpectation: ReadonlySet<string> = new Set(
  `now ago shuffle randAlphaNum randAlpha randAscii randNumeric randBytes randInt uuidv4 getHostByName bcrypt htpasswd
  genPrivateKey derivePassword buildCustomCert genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert
  genSignedCertWithKey encryptAES decryptAES values include tpl`.split(/\s+/),
);

/** What differs, and why; everything else is the same. */
export function isKnownDifference({ fn, args }: Call): boolean {
  // The library words every mistake of TOML by itself; only the common ones are worded alike.
  return fn === 'fromToml' && !pools.toml.includes(args[0] ?? null);
}

/** The names of the functions that are called. */
export const calledFunctions: readonly string[] = Object.keys(signatures).flatMap((names) => names.split(' '));

/** The functions of text/template itself that are called too: those that only print. */
export const builtins: ReadonlySet<string> = new Set(['print', 'println', 'printf']);

/** Calls of every function, the same ones for a seed. */
export function generateCalls(seed: number, perFunction: number): Call[] {
  const calls: Call[] = [];
  for (const [names, signature] of Object.entries(signatures))
    for (const fn of names.split(' ')) {
      const random = new Random(seed + hash(fn));
      for (let i = 0; i < (signature === '' ? 1 : perFunction); i++)
        calls.push(sorted({ fn, args: argumentsOf(signature, random) }));
    }
  return calls;
}

function argumentsOf(signature: string, random: Random): Argument[] {
  return signature
    .split(' ')
    .filter((name) => name !== '')
    .flatMap((name) => {
      const pool = pools[(name.startsWith('...') ? name.slice(3) : name) as PoolName];
      const count = name.startsWith('...') ? random.below(4) : 1;
      // Now and then something that the function does not take, except for what Sprig then asks the clock.
      const strays = name === 'moment' || name === 'anyDuration' ? 0 : 5;
      return Array.from({ length: count }, () =>
        chance(random, strays) ? random.pick(pools.any) : random.pick<Argument>(pool),
      );
    });
}

/** Go returns keys in any order. */
function sorted(call: Call): Call {
  return call.fn === 'keys' ? { fn: 'sortAlpha', args: [{ call: [call.fn, ...call.args] }] } : call;
}

function hash(text: string): number {
  let sum = 0;
  for (const character of text) sum = (Math.imul(sum, 31) + character.charCodeAt(0)) | 0;
  return sum;
}
