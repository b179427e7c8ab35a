const leftovers = new Set<() => void>();
let ended = false;

// node:test dies of a signal without an `exit`.
for (const event of ['exit', 'SIGINT', 'SIGTERM'])
  process.on(event, () => {
    ended = true;
    for (const remove of [...leftovers].reverse()) remove();
  });

/** Removes something when this process ends before its time, the last thing first. Gives what calls that off. */
export function atEnd(remove: () => void): () => void {
  if (ended) remove();
  leftovers.add(remove);
  return () => leftovers.delete(remove);
}
