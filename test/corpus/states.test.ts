import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { compare } from '../../src/core/language/compare.ts';
import { type FileChange, type Snapshot, Workspace } from '../../src/core/language/workspace.ts';
import { allRules } from '../../src/core/rules/all.ts';
import type { Finding } from '../../src/core/rules/rule.ts';
import { corpusFiles, corpusLacking } from '../support/corpus.ts';
import { Random } from '../support/random.ts';

type File = FileChange & { readonly text: string };

const load = (files: readonly File[]) => new Workspace({ rules: allRules }).update(files).snapshot;

/** Another state of some files: some gone, some moved, some with other lines. */
function changed(files: readonly File[], random: Random): readonly File[] {
  return files.flatMap((file) => {
    const dice = random.next();
    if (dice < 0.05) return [];
    if (dice < 0.08) return [{ ...file, path: file.path.replace(/[^/]+$/, 'moved/$&') }];
    if (dice > 0.25) return [file];
    const lines = file.text.split('\n');
    for (let i = 0; i < 3; i++) {
      const at = random.below(lines.length);
      if (random.next() < 0.5) lines.splice(at, 1);
      else lines[at] = lines[at]?.replace(/\w+$/, (word) => random.pick(['web', '80', 'default', `${word}x`])) ?? '';
    }
    return [{ ...file, text: lines.join('\n') }];
  });
}

/** Both states in one workspace, one after the other, as the command line has them. */
function inTurns(before: readonly File[], after: readonly File[]): readonly [Snapshot, Snapshot] {
  const workspace = new Workspace({ rules: allRules, states: true });
  const first = workspace.update(before).snapshot;
  const [texts, paths] = [
    new Map(before.map((file) => [file.path, file.text])),
    new Set(after.map(({ path }) => path)),
  ];
  const gone = before.filter(({ path }) => !paths.has(path)).map(({ path }) => ({ path, text: undefined }));
  const second = workspace.update([...gone, ...after.filter(({ path, text }) => texts.get(path) !== text)]).snapshot;
  return [first, second];
}

function compared(before: Snapshot, after: Snapshot) {
  const { stacks, findings } = compare({ snapshot: before, base: '' }, { snapshot: after, base: '' });
  const place = (snapshot: Snapshot) => (finding: Finding) => [
    finding.code,
    finding.message,
    snapshot.locate(finding.location),
  ];
  return {
    stacks: stacks.map(({ name, opened, closed, unsure }) => ({ name, opened, closed, unsure })),
    new: findings.new.map(place(after)),
    fixed: findings.fixed.map(place(before)),
  };
}

suite('two states of real applications', { skip: corpusLacking }, () => {
  const all = corpusFiles();
  const applications = [...new Set(all.map(({ path }) => path.split('/')[0]))];

  test('differ in the same whether they share what is alike or not, and backwards', () => {
    const random = new Random(3);
    const count = { opened: 0, closed: 0, new: 0, fixed: 0 };
    for (const application of [...applications, ...applications]) {
      const before = all.filter(({ path }) => path.startsWith(`${application}/`));
      const after = changed(before, random);
      const apart = [load(before), load(after)] as const;
      const result = compared(...apart);
      assert.deepEqual(compared(...inTurns(before, after)), result, application);
      const texts = (changes: readonly unknown[]) => changes.map((change) => JSON.stringify(change)).sort();
      const [opened, closed] = [
        result.stacks.flatMap((stack) => stack.opened),
        result.stacks.flatMap((stack) => stack.closed),
      ];
      const back = compared(apart[1], apart[0]);
      assert.deepEqual(texts(back.stacks.flatMap((stack) => stack.closed)), texts(opened), application);
      count.opened += opened.length;
      count.closed += closed.length;
      count.new += result.new.length;
      count.fixed += result.fixed.length;
    }
    assert.ok(Math.min(...Object.values(count)) > 30, `everything comes up often enough: ${JSON.stringify(count)}`);
  });
});
