import { execFileSync } from 'node:child_process';
import type { TestContext } from 'node:test';
import { type Folder, makeFolder } from './folder.ts';

/** Runs git in a folder, without what the machine configures. */
export function git(folder: Folder, ...args: readonly string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'protocol.file.allow=always'];
  return execFileSync('git', [...who, ...args], {
    cwd: folder.path,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A repository with one commit. */
export function makeRepository(context: TestContext, files: Readonly<Record<string, string | Uint8Array>>): Folder {
  const folder = makeFolder(context, files);
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message=one');
  return folder;
}
