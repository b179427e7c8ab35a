import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where what the tests fetch and build is kept between runs, outside the repository. */
export function cacheFolder(): string {
  return process.env.PORTOLAN_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'portolan');
}
