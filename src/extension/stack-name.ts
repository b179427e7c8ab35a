/** What a stack is called in words; the one of a workspace's own folder has no name of its own. */
export function stackName(name: string): string {
  return name === '.' ? 'this folder' : name;
}

/** What some stacks say about themselves, without the sentences that all of them say. */
export function distinctReasons(reasons: readonly string[]): readonly string[] {
  const sentences = reasons.map((reason) => reason.split(/(?<=\.) /));
  const [first = [], ...others] = sentences;
  if (others.length === 0) return reasons;
  const shared = new Set(first.filter((sentence) => others.every((each) => each.includes(sentence))));
  return sentences.map((each) => each.filter((sentence) => !shared.has(sentence)).join(' '));
}
