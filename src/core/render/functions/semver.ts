/** Sprig v3.3 "Semantic Version Functions". */
import {
  compareVersions,
  formatVersion,
  parseConstraints,
  parseVersion,
  satisfies,
  type Version,
} from '../go/semver.ts';
import { RenderError } from '../problem.ts';
import { bare, type Item, Native, type Value } from '../value.ts';
import type { TemplateFunction } from './function.ts';
import { pure } from './parameters.ts';

/** A `*semver.Version`: what its methods say stands in its table. */
class VersionValue extends Native {
  readonly version: Version;

  constructor(version: Version) {
    const { major, minor, patch, prerelease, metadata, original } = version;
    const members = new Map<string, (args: readonly Item[]) => Item>();
    const values: readonly (readonly [string, Value])[] = [
      ['Major', major],
      ['Minor', minor],
      ['Patch', patch],
      ['Prerelease', prerelease],
      ['Metadata', metadata],
      ['Original', original],
      ['String', formatVersion(version)],
    ];
    for (const [name, value] of values) members.set(name, () => bare(value));
    super('*semver.Version', members, formatVersion(version));
    this.version = version;
    const compared = (name: string, holds: (order: number) => boolean) =>
      members.set(name, ([other]) => bare(holds(compareVersions(version, versionOf(other)))));
    compared('Equal', (order) => order === 0);
    compared('LessThan', (order) => order < 0);
    compared('LessThanEqual', (order) => order <= 0);
    compared('GreaterThan', (order) => order > 0);
    compared('GreaterThanEqual', (order) => order >= 0);
    members.set('Compare', ([other]) => bare(BigInt(compareVersions(version, versionOf(other)))));
    const next = (name: string, change: () => Partial<Version>) =>
      members.set(name, () => bare(changed(version, change())));
    next('IncMajor', () => ({ major: major + 1n, minor: 0n, patch: 0n }));
    next('IncMinor', () => ({ minor: minor + 1n, patch: 0n }));
    next('IncPatch', () => (prerelease === '' ? { patch: patch + 1n } : {}));
  }
}

function changed(version: Version, change: Partial<Version>): VersionValue {
  const next = { ...version, prerelease: '', metadata: '', ...change };
  return new VersionValue({ ...next, original: (version.original.startsWith('v') ? 'v' : '') + formatVersion(next) });
}

function versionOf(item: Item | undefined): Version {
  if (item?.value instanceof VersionValue) return item.value.version;
  throw new RenderError('wrong type for value; expected *semver.Version');
}

export const semvers: readonly (readonly [string, TemplateFunction])[] = [
  ['semver', pure(['string'], (text) => new VersionValue(parseVersion(text)))],
  [
    'semverCompare',
    pure(['string', 'string'], (constraint, text) => {
      const constraints = parseConstraints(constraint);
      return satisfies(parseVersion(text), constraints);
    }),
  ],
];
