import type { SilencedFinding } from '../../core/language/findings.ts';
import type { FileRange } from '../../core/language/workspace.ts';
import { allRules } from '../../core/rules/all.ts';
import { ownCodes } from '../../core/rules/own-codes.ts';
import type { Finding, Severity } from '../../core/rules/rule.ts';
import { Fingerprints } from '../fingerprints.ts';
import type { LintResult } from '../lint.ts';
import { packageManifest } from '../package-manifest.ts';

const level: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};

/** What relative paths are relative to: the folder that the command ran in, in a pipeline the repository's root. */
const base = '%SRCROOT%';

/** SARIF 2.1.0 (OASIS), with fixes and the other sides as related locations. */
export function formatSarif({ loaded, findings, suppressed = [] }: LintResult): string {
  const { snapshot, show, skipped, failed } = loaded;
  const { version, repository } = packageManifest();
  const home = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
  const catalogue = [...ownCodes, ...allRules];
  const all = [...findings, ...suppressed.map(({ finding }) => finding)];
  const used = [...new Set(all.map(({ code }) => code))].sort();
  const silenced = new Map(suppressed.map((each) => [each.finding, each]));
  const rules = used.map((code) => {
    const rule = catalogue.find((candidate) => candidate.code === code);
    return {
      id: code,
      name: rule?.name ?? code,
      shortDescription: { text: escapeText(rule?.summary ?? code) },
      helpUri: `${home}/blob/main/media/rules/${code}.md`,
      defaultConfiguration: { level: level[rule?.severity ?? 'warning'] },
    };
  });
  const located = (location: Finding['location']) => physical(snapshot.locate(location), show);
  const prints = new Fingerprints(show);
  const results = all.map((finding) => {
    const suppression = silenced.get(finding);
    const fixes = finding.fixes().map(({ title, edits }) => ({
      description: { text: escapeText(title) },
      artifactChanges: [...new Set(edits.map((edit) => edit.document.file))].map((file) => ({
        artifactLocation: artifact(show(file)),
        replacements: edits
          .filter((edit) => edit.document.file === file)
          .map((edit) => ({
            deletedRegion: region(snapshot.locate(edit)),
            insertedContent: { text: edit.newText },
          })),
      })),
    }));
    return {
      ruleId: finding.code,
      ruleIndex: used.indexOf(finding.code),
      level: level[finding.severity],
      message: { text: escapeText(finding.message) },
      locations: [{ physicalLocation: located(finding.location) }],
      relatedLocations: finding.related.map(({ message, location }, id) => ({
        id,
        message: { text: escapeText(message) },
        physicalLocation: located(location),
      })),
      partialFingerprints: { 'portolan/v1': prints.of(finding) },
      ...(fixes.length === 0 ? {} : { fixes }),
      ...(suppression === undefined ? {} : { suppressions: [suppressionOf(suppression)] }),
    };
  });
  const notifications = skipped.map(({ file, reason }) => ({
    level: 'error',
    message: { text: escapeText(reason) },
    locations: [{ physicalLocation: { artifactLocation: artifact(file) } }],
  }));
  const run = {
    tool: { driver: { name: 'Portolan', informationUri: home, version, semanticVersion: version, rules } },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [base]: { description: { text: 'The folder in which portolan ran.' } } },
    invocations: [{ executionSuccessful: !failed, toolExecutionNotifications: notifications }],
    results,
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** What silences a finding (SARIF 2.1.0 §3.35). */
function suppressionOf({ by, reason }: SilencedFinding) {
  return {
    kind: by === 'configuration' ? 'external' : 'inSource',
    ...(reason === undefined ? {} : { justification: reason }),
  };
}

function physical(place: FileRange, show: (path: string) => string) {
  return { artifactLocation: artifact(show(place.file)), region: region(place) };
}

function region({ range: { start, end } }: FileRange) {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function artifact(path: string) {
  const wellFormed = path.replaceAll(/\p{Cs}/gu, '\ufffd');
  return { uri: wellFormed.split('/').map(encodeURIComponent).join('/'), uriBaseId: base };
}

/** A text in which braces are no placeholder and brackets no link (SARIF 2.1.0 §3.11.5, §3.11.6). */
function escapeText(text: string): string {
  return text.replaceAll(/[{}]/g, '$&$&').replaceAll(/\[(?=[^[\]]*\]\()/g, '\\[');
}
