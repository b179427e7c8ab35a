import type { FileRange } from '../../core/language/workspace.ts';
import { allRules } from '../../core/rules/all.ts';
import { ownCodes } from '../../core/rules/own-codes.ts';
import type { Finding, Severity } from '../../core/rules/rule.ts';
import type { LintResult } from '../lint.ts';
import { packageManifest } from '../package-manifest.ts';

const level: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};

/** SARIF 2.1.0 (OASIS), with fixes and the other sides as related locations. */
export function formatSarif({ loaded, findings }: LintResult): string {
  const { snapshot, show } = loaded;
  const { version, repository } = packageManifest();
  const home = repository.url.replace(/\.git$/, '');
  const catalogue = [...ownCodes, ...allRules];
  const used = [...new Set(findings.map(({ code }) => code))].sort();
  const rules = used.map((code) => {
    const rule = catalogue.find((candidate) => candidate.code === code);
    return {
      id: code,
      name: rule?.name ?? code,
      shortDescription: { text: rule?.summary ?? code },
      helpUri: `${home}/blob/main/media/rules/${code}.md`,
    };
  });
  const located = (location: Finding['location']) => physical(snapshot.locate(location), show);
  const results = findings.map((finding) => {
    const fixes = finding.fixes().map(({ title, edits }) => ({
      description: { text: title },
      artifactChanges: Object.entries(Object.groupBy(edits, (edit) => edit.document.file)).map(
        ([file, changes = []]) => ({
          artifactLocation: { uri: uriOf(show(file)) },
          replacements: changes.map((edit) => ({
            deletedRegion: region(snapshot.locate(edit)),
            insertedContent: { text: edit.newText },
          })),
        }),
      ),
    }));
    return {
      ruleId: finding.code,
      ruleIndex: used.indexOf(finding.code),
      level: level[finding.severity],
      message: { text: finding.message },
      locations: [{ physicalLocation: located(finding.location) }],
      relatedLocations: finding.related.map(({ message, location }) => ({
        message: { text: message },
        physicalLocation: located(location),
      })),
      ...(fixes.length === 0 ? {} : { fixes }),
    };
  });
  const driver = { name: 'Portolan', informationUri: home, version, rules };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function physical(place: FileRange, show: (path: string) => string) {
  return { artifactLocation: { uri: uriOf(show(place.file)) }, region: region(place) };
}

function region({ range: { start, end } }: FileRange) {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function uriOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
