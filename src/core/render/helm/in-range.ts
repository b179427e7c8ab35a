import { parseConstraints, parseVersion, satisfies } from '../go/semver.ts';
import { RenderError } from '../problem.ts';

/** Whether a version lies in a range, as far as both can be read (`IsCompatibleRange`). */
export function inRange(range: string, version: string): boolean {
  try {
    return satisfies(parseVersion(version), parseConstraints(range));
  } catch (error) {
    if (error instanceof RenderError) return false;
    throw error;
  }
}
