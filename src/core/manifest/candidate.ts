/**
 * Whether a text could be a manifest: it holds `apiVersion` and `kind` as keys somewhere, in whatever style. Costs a
 * search, no parse; a text that passes may still turn out to be something else.
 */
export function isCandidate(text: string): boolean {
  return hasKey(text, 'apiVersion') && hasKey(text, 'kind');
}

function hasKey(text: string, key: string): boolean {
  for (let at = text.indexOf(key); at !== -1; at = text.indexOf(key, at + key.length)) {
    if (!beginsKey(text, at)) continue;
    let behind = at + key.length;
    const code = text.charCodeAt(behind);
    if (code === 34 || code === 39) behind++;
    while (text.charCodeAt(behind) === 32 || text.charCodeAt(behind) === 9) behind++;
    if (text.charCodeAt(behind) === 58) return true;
  }
  return false;
}

/** Whether a word at this place may be a key: at the start of a line, behind `-`, a quote, a brace or a comma. */
function beginsKey(text: string, at: number): boolean {
  const code = text.charCodeAt(at - 1);
  return (
    Number.isNaN(code) ||
    code === 10 ||
    code === 13 ||
    code === 32 ||
    code === 9 ||
    code === 34 ||
    code === 39 ||
    code === 123 ||
    code === 44 ||
    code === 0xfeff
  );
}
