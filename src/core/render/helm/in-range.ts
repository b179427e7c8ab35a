import { parseConstraints, parseVersion, satisfies } from '../go/semver.ts';
import { attempt } from '../problem.ts';

/** Whether a version lies in a range, as far as both can be read (`IsCompatibleRange`). */
export function inRange(range: string, version: string): boolean {
  return attempt(() => satisfies(parseVersion(version), parseConstraints(range))) === true;
}
