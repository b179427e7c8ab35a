/** Numbers from 0 up to `count`, each made into a piece of text. */
function many(count: number, piece: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => piece(index)).join('');
}

const laughs = `# portolan-ignore KN201\na0: &a0 [x]\n${many(30, (i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]\n`)}`;
const merges = `m0: &m0 { k: 1 }\n${many(5000, (i) => `m${i + 1}: &m${i + 1} { <<: *m${i}, k${i}: 1 }\n`)}`;

/** A line that no parser gets over, at the end of a text. */
const mistake = 'z: [\n';

/** What is made to be hard, by what is hard about it: each reads in a blink unless something looks at it again and again. */
export const hardTexts: Readonly<Record<string, string>> = {
  'brackets without end': 'a: ['.repeat(200_000),
  'brackets without end, behind a mistake': `b: ]\nx: ${'['.repeat(30_000)}`,
  'brackets that close nothing': `b: ${'}'.repeat(30_000)}`,
  'a line of a megabyte': `a: ${'x'.repeat(1_000_000)}\n`,
  'a quote without end': `a: "${'b \n '.repeat(200_000)}`,
  'many keys': many(50_000, (i) => `k${i}: v\n`),
  'many keys and a mistake': many(50_000, (i) => `k${i}: v\n`) + mistake,
  'one key, again and again': 'k: v\n'.repeat(100_000),
  'one map, again and again': 'k: { a: [1, 2] }\n'.repeat(30_000),
  separators: '---\n'.repeat(100_000),
  'small documents': '---\nx\n'.repeat(100_000),
  'directives behind white space': `${' '.repeat(500_000)}x\n${'%\n'.repeat(100_000)}`,
  'aliases of aliases': laughs,
  'aliases of aliases and a mistake': laughs + mistake,
  'merges of merges': merges,
  'merges of merges and a mistake': merges.slice(0, 30_000).replace(/.*$/, mistake),
  'a long list of aliases': `a: &a x\nb: [${'*a, '.repeat(100_000)}]\n`,
  'a list of aliases and a mistake': `a: &a x\nb: [${'*a, '.repeat(7000)}]\n${mistake}`,
  'anchors and aliases and a mistake': many(1200, (i) => `k${i}: &a${i} v\nl${i}: *a${i}\n`) + mistake,
  'aliases that name nothing': many(20_000, (i) => `k${i}: *a${i}\n`),
  'a block of text': `a: |\n${'  some text\n'.repeat(100_000)}`,
  'a block of text and a mistake': `a: |\n${'  some text\n'.repeat(100_000)}${mistake}`,
  'anchors on one line': `a: ${'&a '.repeat(100_000)}`,
  'tags on one line': `a: !${'!a'.repeat(100_000)}`,
  'properties on lines of their own': `a:\n${' !a\n &b\n'.repeat(50_000)}`,
  'pairs in a list': `a: [${'b: c, '.repeat(50_000)}]\n`,
  'brackets in comments': `a: [\n${'# ]\n'.repeat(100_000)}]\n`,
  'empty items and comments': `a:\n${'# c\n-\n'.repeat(50_000)}`,
  'question marks': '?\n'.repeat(50_000),
  tabs: `a: b\n${'\t\n'.repeat(100_000)}`,
  'lines of no indentation': many(20_000, (i) => `${' '.repeat(1 + (i % 7))}k: v\n`),
  'suppressions that are none': `a: ${'portolan-ignore '.repeat(50_000)}`,
  suppressions: '# portolan-ignore KN201\n'.repeat(20_000),
  'template actions': `a: [${'{{ a }}, '.repeat(30_000)}]\n`,
  ports: `spec:\n  ports:\n${many(20_000, (i) => `  - { name: p${i}, port: ${i}, targetPort: t }\n`)}`,
  objects: `items:\n${many(3000, (i) => `- { apiVersion: v1, kind: Service, metadata: { name: s${i} }, spec: { selector: { a: b${i} } } }\n`)}`,
};
