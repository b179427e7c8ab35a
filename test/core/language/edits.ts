import type { FileChange } from '../../../src/core/language/workspace.ts';
import type { Random } from '../../support/random.ts';

/** The files of a workspace by path. */
export type Files = ReadonlyMap<string, string>;

/** Something that somebody does to a workspace: its name for messages, and the files that differ afterwards. */
export interface Edit {
  readonly name: string;
  readonly changes: readonly FileChange[];
}

/** An endless stream of edits. `first` are the files before all of them; now and then one goes back to what it was there. */
export class Edits {
  readonly #random: Random;
  readonly #first: Files;
  #files: Map<string, string>;

  constructor(first: Files, random: Random) {
    this.#random = random;
    this.#first = first;
    this.#files = new Map(first);
  }

  /** The files after the edits so far. */
  get files(): Files {
    return this.#files;
  }

  /** The next edit; about one in six is several at once. */
  next(): Edit {
    const names: string[] = [];
    const changes: FileChange[] = [];
    const count = this.#random.below(6) === 0 ? 3 : 1;
    for (let i = 0; i < count; i++) {
      const { name, changes: made } = this.#one();
      names.push(name);
      changes.push(...made);
      for (const { path, text } of made)
        if (text === undefined) this.#files.delete(path);
        else this.#files.set(path, text);
    }
    return { name: names.join(', '), changes };
  }

  #one(): Edit {
    const random = this.#random;
    const paths = [...this.#files.keys()].sort();
    if (paths.length === 0 || random.below(3) === 0) return this.#back();
    const path = random.pick(paths);
    const text = this.#files.get(path) ?? '';
    const to = (name: string, now: string): Edit => ({ name: `${name} ${path}`, changes: [{ path, text: now }] });
    switch (random.below(12)) {
      case 0:
      case 1:
        return to('type', typed(text, random));
      case 2:
      case 3:
      case 4:
        return to('another word', this.#otherWord(text));
      case 5:
        return to('namespace', otherNamespace(text, random));
      case 6:
        return to('comment', withComment(text, random));
      case 7:
        return to('documents', this.#otherDocuments(text));
      case 8:
        return { name: `delete ${path}`, changes: [{ path, text: undefined }] };
      case 9:
        return this.#move(path, text);
      case 10:
        return this.#copy(paths, text);
      default:
        return this.#special(paths);
    }
  }

  /** A file as it was at first. */
  #back(): Edit {
    const path = this.#random.pick([...new Set([...this.#first.keys(), ...this.#files.keys()])].sort());
    return { name: `back ${path}`, changes: [{ path, text: this.#first.get(path) }] };
  }

  #otherWord(text: string): string {
    const words = wordsOf(text);
    if (words.length === 0) return text;
    const { start, end } = this.#random.pick(words);
    const source = this.#random.pick([...this.#first.values()]);
    const other = this.#random.pick([...wordsOf(source), { start: 0, end: 0 }]);
    return text.slice(0, start) + source.slice(other.start, other.end) + text.slice(end);
  }

  #otherDocuments(text: string): string {
    const random = this.#random;
    const documents = text.split(/^---\n/m);
    const others = random.pick([...this.#first.values()]).split(/^---\n/m);
    const at = random.below(documents.length);
    const kind = random.below(3);
    if (kind === 0) documents.splice(at, 1);
    else if (kind === 1) documents.splice(at, 0, random.pick(others));
    else documents.reverse();
    return documents.join('---\n');
  }

  #move(path: string, text: string): Edit {
    const to = this.#place(path.slice(path.lastIndexOf('/') + 1));
    return {
      name: `move ${path} to ${to}`,
      changes: [
        { path, text: undefined },
        { path: to, text },
      ],
    };
  }

  #copy(paths: readonly string[], text: string): Edit {
    const names = [...paths, ...this.#first.keys(), 'a.yaml', 'z.yaml', 'patch.yaml'];
    const name = this.#random.pick(names);
    const path = this.#place(name.slice(name.lastIndexOf('/') + 1));
    return { name: `copy to ${path}`, changes: [{ path, text }] };
  }

  /** A path of that name in some folder of the workspace. */
  #place(name: string): string {
    const folders = [...this.#first.keys()].map((path) => path.slice(0, path.lastIndexOf('/') + 1));
    return this.#random.pick(['', 'new/', ...folders]) + name;
  }

  /** A file that decides over others. */
  #special(paths: readonly string[]): Edit {
    const random = this.#random;
    const kind = random.below(3);
    if (kind === 0) {
      const path = '.portolan.yaml';
      return { name: `write ${path}`, changes: [{ path, text: configurations[random.below(configurations.length)] }] };
    }
    if (kind === 1) {
      const path = this.#place('Chart.yaml');
      return { name: `write ${path}`, changes: [{ path, text: 'apiVersion: v2\nname: chart\nversion: 1.0.0\n' }] };
    }
    const path = this.#place('kustomization.yaml');
    const folder = path.slice(0, -'kustomization.yaml'.length);
    const near = paths.filter((other) => other.startsWith(folder) && other !== path);
    const some = near.filter(() => random.below(2) === 0).map((other) => other.slice(folder.length));
    const text = `resources: [${some.join(', ')}]\n${random.pick(transformations)}`;
    return { name: `write ${path}`, changes: [{ path, text }] };
  }
}

const configurations = [
  undefined,
  '',
  'profile: strict\n',
  'profile: off\n',
  'rules: { KN001: warning, KN002: off, KN003: info, KN007: hint }\nstacks: 3\n',
  'rules: { KN201: off, KN203: warning, KN004: off }\n',
  'suppress: [{ rule: KN203, kind: Service }, { path: "**/web.yaml" }]\n',
  'stacks: [{ name: all, paths: ["."], namespace: shop }]\n',
  'stacks: [{ name: one, paths: [base, "**/web.yaml"] }, { name: two, paths: ["**/*.yaml"] }]\n',
  'kubernetes: { clusterDomain: example.test, version: "1.28" }\nunknown: 1\n',
];

const transformations = [
  '',
  'namespace: shop\n',
  'namePrefix: x-\n',
  'commonLabels: { team: a }\n',
  'labels: [{ pairs: { app: web }, includeSelectors: true }]\n',
  'patches: [{ target: { kind: Service }, patch: "- { op: remove, path: /spec/selector }" }]\n',
  'patches: [{ patch: "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: web }, $patch: delete }" }]\n',
];

function wordsOf(text: string): readonly { start: number; end: number }[] {
  return [...text.matchAll(/[\w./-]+/g)].map(({ index, 0: { length } }) => ({ start: index, end: index + length }));
}

/** A character more or less, as if mistyped. */
function typed(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const character = random.pick([...'ab1 :-\n#{}[]"\'&*|,$', '\n---\n', '  ', '${X}', '{{ x }}', '\r\n']);
  return random.below(3) === 0
    ? text.slice(0, at) + text.slice(at + 1)
    : text.slice(0, at) + character + text.slice(at);
}

function otherNamespace(text: string, random: Random): string {
  const namespace = random.pick(['shop', 'ops', '${NS}', '""']);
  if (random.below(3) === 0) return text.replace(/, namespace: \S+/, '');
  return text.replace(/metadata: \{ name: ([^,}\s]+)/g, (found, name) =>
    random.below(2) === 0 ? found : `metadata: { name: ${name}, namespace: ${namespace}`,
  );
}

function withComment(text: string, random: Random): string {
  const lines = text.split('\n');
  const comment = `# portolan-ignore ${random.pick(['KN201', 'KN203', 'KN210, KN214', 'KN004'])}: because`;
  const at = random.below(lines.length);
  if (random.below(2) === 0) lines.splice(at, 0, comment);
  else lines[at] = `${lines[at]} ${comment}`;
  return lines.join('\n');
}
