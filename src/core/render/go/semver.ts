/** Versions and constraints as github.com/Masterminds/semver v3.5 reads them. */
import { orElse, RenderError } from '../problem.ts';
import { byBytes } from '../value.ts';
import { byteLength } from './bytes.ts';
import { quote } from './quote.ts';

export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: string;
  readonly metadata: string;
  readonly original: string;
}

const tail = '(-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?';
const loose = new RegExp(`^v?([0-9]+)(\\.[0-9]+)?(\\.[0-9]+)?${tail}$`);

/** Reads a version; parts may be missing (`NewVersion`). */
export function parseVersion(text: string): Version {
  if (byteLength(text) > 256) throw new RenderError('version string is too long (max 256 bytes)');
  const match = loose.exec(text);
  if (match === null) throw new RenderError('invalid semantic version');
  const [, major = '', minor = '.0', patch = '.0', , prerelease = '', , metadata = ''] = match;
  const version = {
    major: segment(major),
    minor: segment(minor.slice(1)),
    patch: segment(patch.slice(1)),
    prerelease,
    metadata,
    original: text,
  };
  if (prerelease.split('.').some((part) => /^0[0-9]+$/.test(part)))
    throw new RenderError('version segment starts with 0');
  return version;
}

function segment(digits: string): bigint {
  const value = BigInt(digits);
  if (value < 2n ** 64n) return value;
  throw new RenderError(
    `error parsing version segment: strconv.ParseUint: parsing ${quote(digits)}: value out of range`,
  );
}

export function formatVersion({ major, minor, patch, prerelease, metadata }: Version): string {
  const suffix = `${prerelease === '' ? '' : `-${prerelease}`}${metadata === '' ? '' : `+${metadata}`}`;
  return `${major}.${minor}.${patch}${suffix}`;
}

/** Negative, zero or positive as the first version is before, at or behind the second one. */
export function compareVersions(a: Version, b: Version): number {
  for (const part of ['major', 'minor', 'patch'] as const) if (a[part] !== b[part]) return a[part] < b[part] ? -1 : 1;
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === '') return 1;
  return b.prerelease === '' ? -1 : comparePrereleases(a.prerelease, b.prerelease);
}

function comparePrereleases(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = comparePart(left[i] ?? '', right[i] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return -1;
  if (b === '') return 1;
  const isNumber = (part: string) => /^[0-9]+$/.test(part) && BigInt(part) < 2n ** 64n;
  if (isNumber(a) && isNumber(b)) return BigInt(a) > BigInt(b) ? 1 : -1;
  if (isNumber(a)) return -1;
  return isNumber(b) ? 1 : Math.sign(byBytes(a, b));
}

const comparison = '=|!=|>|<|>=|=>|<=|=<|~|~>|\\^|';
const wild = `v?[0-9|xX*]+(?:\\.[0-9|xX*]+)?(?:\\.[0-9|xX*]+)?${tail.replace(/\((?!\?)/g, '(?:')}`;
const wildParts = `v?([0-9|xX*]+)(\\.[0-9|xX*]+)?(\\.[0-9|xX*]+)?${tail}`;
const space = '[\\t\\n\\f\\r ]';
const single = new RegExp(`^${space}*(${comparison})${space}*(${wildParts})${space}*$`);
const range = new RegExp(`${space}*(${wild})${space}+-${space}+(${wild})${space}*`, 'g');
const find = new RegExp(`(?:${comparison})${space}*(?:${wild})`, 'g');
const one = `${space}*(?:${comparison})${space}*(?:${wild})${space}*`;
const valid = new RegExp(`^(?:${one})(?:(?:${space}+|,${space}*)(?:${comparison})${space}*(?:${wild})${space}*)*$`);

/** One comparison; `isOpen` where parts of its version are missing or `x`. */
interface Constraint {
  readonly operator: string;
  readonly version: Version;
  readonly isOpen: boolean;
  readonly isMinorOpen: boolean;
  readonly isPatchOpen: boolean;
}

/** Alternatives of comparisons that all have to hold. */
export type Constraints = readonly (readonly Constraint[])[];

export function parseConstraints(text: string): Constraints {
  if (byteLength(text) > 512) throw new RenderError('constraint string is too long (max 512 bytes)');
  const alternatives = text.replace(range, '>= $1, <= $2 ').split('||');
  if (alternatives.length > 32) throw new RenderError('too many constraint groups (max 32)');
  return alternatives.map((alternative) => {
    if (!valid.test(alternative)) throw new RenderError(`improper constraint: ${quote(alternative)}`);
    return (alternative.match(find) ?? [alternative]).map(parseConstraint);
  });
}

function parseConstraint(text: string): Constraint {
  const match = single.exec(text);
  if (match === null) throw new RenderError(`improper constraint: ${quote(text)}`);
  const [, operator = '', written = '', major = '', minor = '', patch = '', suffix = ''] = match;
  const isWild = (part: string) => ['', 'x', 'X', '*'].includes(part.replace(/^\./, ''));
  const isMajorOpen = isWild(major);
  const isMinorOpen = !isMajorOpen && isWild(minor);
  const isPatchOpen = !isMajorOpen && !isMinorOpen && isWild(patch);
  const closed = isMajorOpen
    ? `0.0.0${suffix}`
    : isMinorOpen
      ? `${major}.0.0${suffix}`
      : isPatchOpen
        ? `${major}${minor}.0${suffix}`
        : written;
  const isOpen = isMajorOpen || isMinorOpen || isPatchOpen;
  const version = orElse(
    () => parseVersion(closed),
    () => {
      throw new RenderError('constraint parser error');
    },
  );
  return { operator, version, isOpen, isMinorOpen, isPatchOpen };
}

export function satisfies(version: Version, constraints: Constraints): boolean {
  return constraints.some((all) => {
    const takesPrereleases = all.some((constraint) => constraint.version.prerelease !== '');
    if (version.prerelease !== '' && !takesPrereleases) return false;
    return all.every((constraint) => holds(version, constraint));
  });
}

function holds(version: Version, constraint: Constraint): boolean {
  const own = constraint.version;
  const order = compareVersions(version, own);
  switch (constraint.operator) {
    case '':
    case '=':
      return constraint.isOpen ? tilde(version, constraint, order) : order === 0;
    case '!=':
      return differs(version, constraint, order);
    case '>':
      if (!constraint.isOpen || version.major !== own.major)
        return order > 0 && (!constraint.isOpen || version.major > own.major);
      if (constraint.isMinorOpen) return false;
      return constraint.isPatchOpen ? version.minor > own.minor : order > 0;
    case '<':
      return order < 0;
    case '>=':
    case '=>':
      return order >= 0;
    case '<=':
    case '=<':
      if (!constraint.isOpen) return order <= 0;
      return (
        version.major < own.major ||
        (version.major === own.major && (version.minor <= own.minor || constraint.isMinorOpen))
      );
    case '~':
    case '~>':
      return tilde(version, constraint, order);
    default:
      return order >= 0 && caret(version, constraint);
  }
}

function differs(version: Version, constraint: Constraint, order: number): boolean {
  const own = constraint.version;
  if (!constraint.isOpen) return order !== 0;
  if (own.major !== version.major) return true;
  if (constraint.isMinorOpen) return false;
  if (own.minor !== version.minor) return true;
  if (own.patch !== version.patch && !constraint.isPatchOpen) return true;
  if (constraint.isPatchOpen) return comparePrereleases(version.prerelease, own.prerelease) !== 0;
  return order !== 0;
}

function tilde(version: Version, { version: own, isMinorOpen, isPatchOpen }: Constraint, order: number): boolean {
  if (order < 0) return false;
  if (own.major === 0n && own.minor === 0n && own.patch === 0n && !isMinorOpen && !isPatchOpen) return true;
  return version.major === own.major && (version.minor === own.minor || isMinorOpen);
}

function caret(version: Version, { version: own, isMinorOpen, isPatchOpen }: Constraint): boolean {
  if (own.major > 0n || isMinorOpen) return version.major === own.major;
  if (version.major > 0n) return false;
  if (own.minor > 0n || isPatchOpen) return version.minor === own.minor;
  return version.minor === 0n && version.patch === own.patch;
}
