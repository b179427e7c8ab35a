import { dirname } from 'node:path';
import { builtIn } from '../../server/node/built-in.ts';

/** Git could not answer; the message says why. */
export class GitError extends Error {}

/**
 * Git is asked for objects only: no command here writes, takes a lock, runs a hook, filter or program that a repository's
 * configuration names, or fetches what is missing.
 */
const settings = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-pager'];
const environment = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: '',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

/** What a hook that runs us says of its own repository; the one that is asked is found by its folder. */
const inherited = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_NAMESPACE',
  'GIT_LITERAL_PATHSPECS',
];

/** One entry of a commit's tree. */
export interface TreeEntry {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly type: 'file' | 'link' | 'submodule';
  readonly id: string;
}

/** The repository that holds a folder. */
export class Repository {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Path of the folder in the repository, `''` for its root. */
  prefix(): string {
    const { ok, out, reason } = this.#git(['rev-parse', '--show-prefix']);
    if (ok) return out.toString().replace(/\/?\n$/, '');
    if (/not a git repository/i.test(reason))
      throw new GitError('There is no git repository here, so there is no revision to compare with.');
    throw new GitError(`Git cannot read the repository here: ${reason}`);
  }

  /** The commit that a revision names. */
  commit(revision: string): string {
    if (revision === '' || revision.startsWith('-'))
      throw new GitError(`--base takes a revision of git, like main or HEAD~1, not "${revision}".`);
    const { ok, out } = this.#git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
    const id = /^[0-9a-f]{40,64}$/m.exec(out.toString())?.[0];
    if (!ok || id === undefined)
      throw new GitError(
        `There is no commit "${revision}" in this repository. A shallow clone has only the last ones: fetch it first.`,
      );
    return id;
  }

  /** Everything in the tree of a commit. */
  tree(commit: string): readonly TreeEntry[] {
    const { ok, out, reason } = this.#git(['ls-tree', '-r', '-z', '--full-tree', commit]);
    if (!ok) throw new GitError(`Git cannot list the files of ${commit}: ${reason}`);
    return out
      .toString()
      .split('\0')
      .flatMap((line) => {
        const [, mode = '', id = '', path = ''] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
        if (path === '') return [];
        const type = mode === '160000' ? 'submodule' : mode === '120000' ? 'link' : 'file';
        return [{ path, type, id }];
      });
  }

  /** Sizes of some objects in bytes; those that are not there have none. */
  sizes(ids: readonly string[]): ReadonlyMap<string, number> {
    const sizes = new Map<string, number>();
    for (const line of this.#objects('--batch-check', ids).toString().split('\n')) {
      const [id = '', type, size] = line.split(' ');
      if (type === 'blob') sizes.set(id, Number(size));
    }
    return sizes;
  }

  /** What some objects hold; those that are not there hold nothing. */
  contents(ids: readonly string[]): ReadonlyMap<string, Buffer> {
    const out = this.#objects('--batch', ids);
    const contents = new Map<string, Buffer>();
    for (let at = 0; at < out.length; ) {
      const end = out.indexOf(10, at);
      if (end === -1) break;
      const [id = '', type, size] = out.toString('latin1', at, end).split(' ');
      at = end + 1;
      if (type === 'missing' || size === undefined) continue;
      contents.set(id, out.subarray(at, at + Number(size)));
      at += Number(size) + 1;
    }
    return contents;
  }

  #objects(how: '--batch' | '--batch-check', ids: readonly string[]): Buffer {
    if (ids.length === 0) return Buffer.alloc(0);
    const { ok, out, reason } = this.#git(['cat-file', how], `${ids.join('\n')}\n`);
    if (!ok) throw new GitError(`Git cannot read the objects of the repository: ${reason}`);
    return out;
  }

  #git(args: readonly string[], input = ''): { readonly ok: boolean; readonly out: Buffer; readonly reason: string } {
    const env: NodeJS.ProcessEnv = { ...process.env, ...environment };
    for (const name of inherited) delete env[name];
    const { spawnSync } = builtIn('node:child_process');
    const { error, status, signal, stdout, stderr } = spawnSync('git', ['-C', this.#folder, ...settings, ...args], {
      // Windows looks for a program in the working folder first, which may hold anything.
      cwd: dirname(process.execPath),
      env,
      input,
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    if (error !== undefined)
      throw new GitError(
        'code' in error && error.code === 'ENOENT'
          ? 'There is no program "git" here, and --base needs it to read a revision.'
          : `Git cannot be run: ${error.message}.`,
      );
    if (signal !== null) throw new GitError(`Git was stopped by ${signal}.`);
    const reason =
      stderr
        .toString()
        .trim()
        .split('\n')[0]
        ?.replace(/^fatal: /, '') ?? '';
    return { ok: status === 0, out: stdout, reason };
  }
}
