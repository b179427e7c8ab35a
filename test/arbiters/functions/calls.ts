import { chance, Random } from '../../support/random.ts';

/** An argument as JSON: numbers are float64, everything else of Go stands in an object. */
export type Argument =
  | null
  | boolean
  | number
  | string
  | readonly Argument[]
  | { readonly int: string }
  | { readonly int64: string }
  | { readonly map: Readonly<Record<string, Argument>> }
  | { readonly call: readonly [string, ...Argument[]] };

/** A call of a template function. */
export interface Call {
  readonly fn: string;
  readonly args: readonly Argument[];
}

type Pool = readonly Argument[];

const strings: Pool = [
  '',
  ' ',
  'foo',
  'Foo Bar',
  'hello world',
  'FooBar',
  'foo-bar_baz.qux',
  'HTTPServer',
  'a.b.c',
  'http2xx',
  'Bld4Floor3rd',
  '  padded\t\n',
  'ünï cødé',
  '日本語 text',
  '🎉 party',
  'ß straße ǆ',
  'line one\nline two\n',
  'a,b,,c',
  'aaa',
  "it's",
  'say "hi" \\',
  '<a href="x">&</a>',
  '\tTab\u00a0nbsp',
  'some_words here',
  '_lead--tail_',
  'x'.repeat(70),
  'The quick brown fox jumps over the lazy dog and runs away',
];
const short: Pool = ['', 'a', 'o', ' ', ',', '.', 'foo', '-', '$', 'b', 'é', '\n', 'x', 'ab'];
const numerals: Pool = [
  '5',
  '-7',
  '1.5',
  '2.0',
  '0x1F',
  '08',
  '010',
  '1e3',
  '1_000',
  'true',
  'null',
  ' 5',
  '9223372036854775808',
  '+3',
  '0b11',
  '1.2.3',
  '0x1p4',
  'inf',
];
const ints: Pool = ['-5', '-1', '0', '1', '2', '3', '5', '7', '12', '63'].map((int) => ({ int }));
const floats: Pool = [0, 1, -1, 1.5, -2.5, 0.1, 3.25, 80, 8080, 1_000_000, 1e21, 1e-7, 123456789, 2.675];
const scalars: Pool = [null, true, false, ...ints.slice(2, 7), ...floats.slice(0, 9), 'foo', '', '5', 'ünï'];
const lists: Pool = [
  [],
  ['a', 'b', 'c'],
  ['b', 'a', 'B', 'é', 'a'],
  [1, 2, 3],
  [{ int: '3' }, { int: '1' }, { int: '3' }],
  ['a', null, 1, true, ''],
  [['a'], ['b', 'c'], []],
  [{ map: { a: 1 } }, { map: { a: 1 } }, null],
  [0, '', false, null, 'x', 1e6],
];
const maps: Pool = [
  { map: {} },
  { map: { a: 1 } },
  { map: { a: 'x', b: 'y' } },
  { map: { a: { map: { b: { map: { c: 'deep' } } } }, z: null } },
  { map: { a: { map: { x: 1, y: '' } }, b: ['p'], c: false, d: 0 } },
  { map: { b: [], c: 'set', e: { map: {} }, a: { map: { y: 'new', w: null } } } },
  { map: { foo: 'bar', ü: 'ß', '10': 'ten', '9': 'nine' } },
];
const values: Pool = [...scalars, ...strings.slice(2, 7), ...lists, ...maps];
const times: Pool = [
  { call: ['toDate', '2006-01-02', '2020-02-29'] },
  { call: ['toDate', '2006-01-02 15:04:05', '1999-12-31 23:59:59'] },
  { call: ['toDate', '2006-01-02T15:04:05Z07:00', '2021-07-04T12:30:45.123456789+02:00'] },
];
const moments: Pool = [...times, { int: '0' }, { int: '1600000000' }, { int: '-1' }];
const layouts: Pool = [
  '2006-01-02',
  '2006-01-02T15:04:05Z07:00',
  'Mon Jan _2 15:04:05 2006',
  'Monday, 02-Jan-06 3:04PM MST',
  '2006-01-02 15:04:05.000 -0700',
  '002 __2 06 1/2 pm',
  'January 2, 2006 .999',
  'plain',
  '',
];
const written: Pool = [
  '2020-02-30',
  '2019-06-15',
  '2021-07-04T12:30:45Z',
  'Tue Jan  5 10:11:12 2021',
  'Sunday, 31-Jan-21 3:04AM UTC',
  '2021-01-31 05:06:07.250 +0530',
  'not a date',
  '',
];
const zones: Pool = ['UTC', 'America/New_York', 'Asia/Tokyo', 'Europe/Berlin', 'Nowhere/Land', '', 'Local'];
const durations: Pool = [
  '1h',
  '90s',
  '1h30m',
  '-2.5h',
  '1500ms',
  '100us',
  '3ns',
  '',
  '10',
  '2.5',
  '1d',
  '5x',
  '0',
  '26280h',
  '.5s',
];
const anyDurations: Pool = [
  ...durations,
  90,
  2.5,
  { int64: '3600' },
  { int64: '-61' },
  null,
  true,
  { int64: '95000000000' },
];
const versions: Pool = [
  '1.2.3',
  'v1.20.0',
  '1.2',
  '1',
  '1.2.3-beta.1',
  '1.2.3-alpha+build.5',
  '0.0.3',
  '0.3.1',
  '1.37.2-gke.100',
  '01.2.3',
  '1.2.3-01',
  'bad',
  '',
  '2.0.0+meta',
];
const constraints: Pool = [
  '>=1.2.0',
  '^1.2',
  '~1.2.3',
  '1.x',
  '>=1.19-0',
  '<1.0.0 || >=2.0.0',
  '1.2 - 1.4.5',
  '!=1.2.3',
  '>1.2.x, <=2',
  '=1.2.3-beta.1',
  '*',
  '^0.3',
  '^0.0.3',
  '~0',
  '=>1',
  'nope',
  '',
  '>= 1.2.3-alpha',
];
const patterns: Pool = [
  'a',
  '[a-z]+',
  'o*',
  '(\\w+)\\s(\\w+)',
  '^f',
  '\\d+',
  '(?P<first>\\w)(\\w*)',
  '[',
  '',
  'é|ï',
  '(?i)FOO',
  'x{2,3}',
  '.',
  '\\bb',
];
const replacements: Pool = ['', '-', '$1', '${1}x', '$2 $1', '${first}', '$$', '$9', '$first_', 'é', '$'];
const urls: Pool = [
  'http://example.com',
  'https://user:p%40ss@example.com:8443/a%20b/c?x=1&y=2#frag',
  'mailto:me@example.com',
  '/just/a/path?q',
  'http://[::1]:80/',
  'proto://auth@host:80/path?query#fragment',
  '//host/path',
  'a:b:c/d',
  ':nope',
  'http://host:port/',
  '',
  'http://ex ample.com',
  '*',
  'http://h/%zz',
];
const urlParts: Pool = [
  { map: { scheme: 'http', host: 'host:80', path: '/path', query: 'query' } },
  { map: { host: 'h', path: 'rel', fragment: 'f r', userinfo: 'u:p w' } },
  { map: { scheme: 'mailto', opaque: 'x@y' } },
  { map: { path: 'a:b/c' } },
  { map: { scheme: 1 } },
  { map: {} },
  { map: { scheme: 'https', host: 'ü.example', path: '/ü%', userinfo: 'user:pass' } },
];
const paths: Pool = [
  '',
  '/',
  '.',
  '..',
  'a',
  'a/b',
  '/a/b/',
  'a//b/../c',
  '../x',
  '/../y',
  'file.tar.gz',
  'a/.hidden',
  'a.b/c',
];
const jsons: Pool = [
  '{"a":1,"b":[true,null,"x"]}',
  '[1,2.5,"é\\u00fc\\n"]',
  '"text"',
  '12',
  '1e400',
  'null',
  '',
  '{"a":}',
  '{a:1}',
  '[1,]',
  '{"a":1,"a":2}',
  'tru',
  '{"a":{"b":{}}} x',
  "'x'",
];
const yamls: Pool = [
  'a: 1\nb: [x, y]\n',
  '- 1\n- two\n',
  'plain',
  '',
  'a: {b: c}\n',
  'a: 0x1F\nb: 010\nc: 1e3\nd: yes\ne: ~\n',
  'text: |\n  two\n  lines\n',
  '"quoted": \'single\'\n',
];
const encoded: Pool = [
  'Zm9v',
  'Zm8=',
  'Zg==',
  'Zm9',
  'MZXW6===',
  'MZXW6YQ=',
  'a b',
  'w7w=',
  'Zg=',
  '====',
  'MY======',
  '',
];
const kinds: Pool = ['string', 'int', 'float64', 'bool', 'slice', 'map', '<nil>', 'invalid', '[]interface {}'];
const keys: Pool = ['a', 'b', 'c', 'foo', 'missing', 'ü', '', 'z'];
const tomls: Pool = [
  'a = 1\n[b]\nc = "x"\n',
  'list = [1, 2]\ndate = "x"\n',
  'a = ',
  '',
  '[[t]]\nn = 1\n[[t]]\nn = 2\n',
  "f = 1.5\nb = true\ns = 'lit'\n",
];

const formats: Pool = [
  '%v|%v',
  '%s-%d',
  '%5d|%-5d|%05d',
  '%+d|% d|%x',
  '%#x|%X|%o|%b',
  '%6.2f|%e|%g',
  '%08.3f|%+.1e|%G',
  '%q|%s',
  '%10s|%-10s|%.2s',
  '%t|%v',
  '%#v|%#v',
  '%T|%T',
  '%[2]v %[1]v',
  '%[3]d',
  '%*d',
  '%.*f',
  '%d%%',
  '%!|%z',
  '%',
  '%c|%U|%#U',
  '%x|% x|%#x',
  '%+q|%#q',
  '%v',
  '%s',
  'é %v ü',
  '%+v|%p',
];

const pools = {
  string: [...strings, ...strings, ...numerals.slice(0, 4)],
  short,
  number: [...numerals, ...floats, ...ints, null, true],
  int: ints,
  float: floats,
  bool: [true, false],
  any: values,
  scalar: [...scalars, ...numerals],
  list: [...lists, ...lists, ...lists, null, 'foo', 5],
  map: maps,
  time: times,
  moment: moments,
  layout: layouts,
  written,
  zone: zones,
  duration: durations,
  anyDuration: anyDurations,
  version: versions,
  constraint: constraints,
  pattern: patterns,
  replacement: replacements,
  url: urls,
  urlParts,
  path: paths,
  json: jsons,
  yaml: yamls,
  toml: tomls,
  encoded,
  kind: kinds,
  format: formats,
  key: keys,
  numeral: [...numerals, ...strings.slice(0, 5)],
} satisfies Record<string, Pool>;

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
  return fn === 'fromToml' && !tomls.includes(args[0] ?? null);
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
        chance(random, strays) ? random.pick(values) : random.pick<Argument>(pool),
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
