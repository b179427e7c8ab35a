/**
 * Writes what follows from the rules' own files: their index, their pages in media/rules and the table of the README. `npm run generate`; a tidy test fails when something is stale.
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type OwnCode, ownCodes } from '../core/rules/own-codes.ts';
import type { Rule } from '../core/rules/rule.ts';
import { root } from './build.ts';

/** The text of every generated file by its path in the repository. */
export async function generated(): Promise<ReadonlyMap<string, string>> {
  const files = globSync('src/core/rules/*/kn*.ts', { cwd: root }).sort((a, b) => codeOf(a) - codeOf(b));
  const rules = await Promise.all(
    files.map(async (file) => {
      const variable = `kn${codeOf(file)}`;
      const module: Readonly<Record<string, Rule | undefined>> = await import(pathToFileURL(join(root, file)).href);
      const rule = module[variable];
      if (rule === undefined) throw new Error(`${file} has to export ${variable}.`);
      return { file, variable, rule, source: readFileSync(join(root, file), 'utf8') };
    }),
  );
  const result = new Map<string, string>();
  const imports = [
    { path: './rule.ts', name: 'type { Rule }' },
    ...rules.map(({ file, variable }) => ({
      path: `./${file.replaceAll('\\', '/').replace('src/core/rules/', '')}`,
      name: `{ ${variable} }`,
    })),
  ].sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
  result.set(
    'src/core/rules/all.ts',
    `${imports.map(({ path, name }) => `import ${name} from '${path}';`).join('\n')}\n\n/** Every rule, by code. Generated: \`npm run generate\`. */\nexport const allRules: readonly Rule[] = [\n${rules.map(({ variable }) => `  ${variable},`).join('\n')}\n];\n`,
  );
  for (const { rule, source, file } of rules)
    result.set(`media/rules/${rule.code}.md`, page(rule, docOf(source, file)));
  for (const own of ownCodes) result.set(`media/rules/${own.code}.md`, ownPage(own));
  const table = (folder: string) =>
    [
      '| code | severity | name | what it finds |',
      '|---|---|---|---|',
      ...[...ownCodes.map((own) => ({ ...own, fixable: false })), ...rules.map(({ rule }) => rule)].map(
        ({ code, severity, name, summary, fixable }) =>
          `| [${code}](${folder}${code}.md) | ${severity} | ${name} | ${summary}${fixable ? ' 🔧' : ''} |`,
      ),
    ].join('\n');
  result.set(
    'media/rules/README.md',
    `# Rules\n\nThe severity is the highest that a rule reports; 🔧 marks rules that offer a fix. \`portolan rules CODE\` prints a page.\n\n${table('')}\n`,
  );
  result.set('README.md', withTable(readFileSync(join(root, 'README.md'), 'utf8'), table('media/rules/')));
  return result;
}

/** The README with the table between its two marks. */
function withTable(readme: string, table: string): string {
  const marks = /(<!-- rules: [^\n]*-->\n)[\s\S]*(<!-- \/rules -->)/;
  if (!marks.test(readme)) throw new Error('README.md has lost the marks of its table of rules.');
  return readme.replace(marks, (_, begin: string, end: string) => `${begin}${table}\n${end}`);
}

function codeOf(file: string): number {
  return Number(/^kn(\d+)/.exec(basename(file))?.[1]);
}

interface RuleDoc {
  readonly why: string;
  readonly sections: ReadonlyMap<string, readonly string[]>;
}

/** The doc comment in front of the rule: text, then `@bad`, `@good`, `@exceptions`, `@source`. */
function docOf(source: string, file: string): RuleDoc {
  const comment = /\/\*\*\n((?: \*.*\n)+?) \*\/\nexport const kn\d+ = defineRule/.exec(source)?.[1];
  if (comment === undefined) throw new Error(`${file}: the doc comment of the rule is missing.`);
  const text = comment.replaceAll(/^ \* ?/gm, '');
  const [why = '', ...parts] = text.split(/^@/m);
  const sections = new Map<string, string[]>();
  for (const part of parts) {
    const [, name = '', body = ''] = /^(\w+)\s+([\s\S]*)$/.exec(part) ?? [];
    sections.set(name, [...(sections.get(name) ?? []), body.trim()]);
  }
  for (const needed of ['bad', 'good', 'source'])
    if (!sections.has(needed)) throw new Error(`${file}: @${needed} is missing.`);
  return { why: why.trim(), sections };
}

function page(rule: Rule, { why, sections }: RuleDoc): string {
  const unwrap = (text: string) => text.replaceAll(/(?<!\n)\n(?!\n)/g, ' ');
  const parts = [
    `# ${rule.code} ${rule.name}`,
    `${rule.summary} Severity: ${rule.severity}.${rule.byDefault === 'off' ? ' Off by default.' : ''} Since ${rule.since}.`,
    `## Why\n\n${unwrap(why)}`,
    `## Bad\n\n${sections.get('bad')?.join('\n\n')}`,
    `## Good\n\n${sections.get('good')?.join('\n\n')}`,
    ...(sections.has('exceptions')
      ? [`## When it stays silent\n\n${unwrap(sections.get('exceptions')?.join('\n\n') ?? '')}`]
      : []),
    ...(rule.byDefault === 'off'
      ? [
          `## How to switch it on\n\nIn \`.portolan.yaml\`:\n\n\`\`\`yaml\nrules: { ${rule.code}: ${rule.severity} }\n\`\`\``,
        ]
      : []),
    `## How to silence it\n\nOn the line, or on a line of its own above it: \`# portolan-ignore ${rule.code}: reason\`. On the object: the annotation \`portolan/ignore: ${rule.code}\`. For a workspace, in \`.portolan.yaml\`:\n\n\`\`\`yaml\nrules: { ${rule.code}: off }\n\`\`\``,
    `## Sources\n\n${sections
      .get('source')
      ?.map((source) => `- ${unwrap(source)}`)
      .join('\n')}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The page of a code that is the tool's own. */
function ownPage({ code, name, severity, summary, why, remedy }: OwnCode): string {
  return `# ${code} ${name}\n\n${summary} Severity: ${severity}.\n\n## Why\n\n${why}\n\n## What to do\n\n${remedy}\n`;
}

/** The paths among `files` whose text on disk is another, and the pages on disk that belong to no rule. */
function stale(files: ReadonlyMap<string, string>): readonly string[] {
  const onDisk = globSync('media/rules/*', { cwd: root }).map((path) => path.replaceAll('\\', '/'));
  return [...new Set([...files.keys(), ...onDisk])].filter((path) => {
    const full = join(root, path);
    return !existsSync(full) || readFileSync(full, 'utf8') !== files.get(path);
  });
}

if (import.meta.main) {
  const files = await generated();
  const outdated = stale(files);
  if (outdated.length === 0) console.log(`${files.size} generated files are up to date.`);
  else if (process.argv.includes('--check')) {
    console.error(`Not up to date: ${outdated.join(', ')}. Run: npm run generate`);
    process.exitCode = 1;
  } else {
    mkdirSync(join(root, 'media/rules'), { recursive: true });
    for (const path of outdated) {
      const text = files.get(path);
      if (text === undefined) rmSync(join(root, path));
      else writeFileSync(join(root, path), text);
    }
    console.log(`Written: ${outdated.join(', ')}`);
  }
}
