import { readConfiguration } from '../core/language/configuration.ts';
import { parseText } from '../core/manifest/parse.ts';
import { defaultSettings, type LintSettings } from '../core/rules/settings.ts';
import { defaultScan, maxFileBytes, type ScanOptions } from './node/scan.ts';

/** What the editor's settings come to for one folder. */
export interface EditorSettings {
  readonly lint: LintSettings;
  readonly scan: ScanOptions;
  /** Longest file that is read, in bytes; of open documents in characters. */
  readonly maxFileSize: number;
  /** Whether info findings show in the Problems panel instead of in the text only. */
  readonly showInfo: boolean;
}

/** What holds without settings. */
export const defaultEditorSettings: EditorSettings = {
  lint: defaultSettings,
  scan: defaultScan,
  maxFileSize: maxFileBytes,
  showInfo: false,
};

/**
 * Decodes the sections `portolan` and `files.exclude` of the editor. Rules, profile and cluster have the same names and the
 * same checks as in `.portolan.yaml`; what is wrong goes to `problem`, the rest holds.
 */
export function readEditorSettings(
  section: unknown,
  filesExclude: unknown,
  problem: (message: string) => void,
): EditorSettings {
  const portolan = record(section);
  const shared = Object.fromEntries(
    ['rules', 'profile', 'kubernetes', 'external', 'helm'].flatMap((key) =>
      portolan[key] === undefined || portolan[key] === null ? [] : [[key, portolan[key]]],
    ),
  );
  const { settings, problems } = readConfiguration(parseText(JSON.stringify(shared)).root);
  for (const { message } of problems) problem(`Settings, portolan: ${message}`);
  const scan = record(portolan.scan);
  const megabytes = typeof portolan.maxFileSize === 'number' && portolan.maxFileSize > 0 ? portolan.maxFileSize : 10;
  const hidden = scan.filesExclude === false ? [] : Object.entries(record(filesExclude));
  return {
    lint: settings,
    scan: {
      gitignore: scan.gitignore !== false,
      exclude: [],
      // `files.exclude` also takes conditions on sibling files; those are about what was compiled, not about manifests.
      hidden: hidden.flatMap(([pattern, on]) => (on === true ? [pattern] : [])),
      skipDependencies: scan.dependencies !== true,
    },
    maxFileSize: megabytes * 1_000_000,
    showInfo: record(portolan.problems).info === true,
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
