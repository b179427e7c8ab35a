/**
 * Marks of text that a tool fills in before it reaches the API server (gate G5 of `networking-semantics` §0.4,
 * `stacks-and-evidence` §2.6): a value that holds one is unknown, never wrong.
 */

/** What opens a placeholder and what closes it; one without a closing mark reaches to the end. The first that fits counts. */
const marks: readonly (readonly [open: string, close: string | undefined])[] = [
  ['${', '}'],
  ['$(', ')'],
  ['$', undefined],
  ['{{', '}}'],
  ['[[', ']]'],
  ['#{', '}'],
  ['<%', '%>'],
  ['<', '>'],
  ['@@', '@@'],
  ['%%', '%%'],
  ['#@', undefined],
];

/** Marks that open nothing where they do not close again: an address with an @ is wrong, and no placeholder. */
const pairedMarks = ['@', '%', '__'];

/** What any mark begins with. */
const opening = /[#$%<@[_{]/;

const textMarks = marks.filter(([open]) => open === '{{' || open === '<%' || open === '@@');

/**
 * Why a name, label, port or host cannot be known because a tool fills it in, else `undefined`. None of these values may
 * hold any of the marks by itself. The reason can follow "because".
 */
export function placeholderIn(value: string): string | undefined {
  // Letters, digits, dots and dashes, which is all that nearly every value holds, open nothing.
  for (let i = value.search(opening); i !== -1 && i < value.length; i++) {
    const found = marks.find(([open]) => value.startsWith(open, i));
    if (found !== undefined) return reason(value, i, found[0], found[1]);
    const paired = pairedMarks.find((mark) => opensPair(value, i, mark));
    if (paired !== undefined) return reason(value, i, paired, paired);
  }
  return undefined;
}

/** Underscores may stand inside a label's value, but not at its beginning; `__proto__` and the like are no tool's. */
function opensPair(value: string, at: number, mark: string): boolean {
  if (mark === '__' && (at !== 0 || !/^__[A-Z0-9]/.test(value))) return false;
  return value.startsWith(mark, at) && value.indexOf(mark, at + mark.length + 1) !== -1;
}

/**
 * Why a word in capitals (`PORT`, `APP_NAME`) or of crosses (`xxxx`) stands for something that people fill in by hand, in
 * places where it could not be meant as it is: a number, a list, a name of DNS.
 */
export function placeholderWord(value: string): string | undefined {
  return /^([A-Z][A-Z0-9_]+|\d*[xX]{2,})$/.test(value) ? `it is the placeholder ${value}` : undefined;
}

/**
 * The same for text that programs read (arguments, variables, paths, annotations), where `$(VAR)`, `<` and a shell's
 * `${VAR}` are legitimate: it is unknown when a template action or a token, or nothing but one variable, stands in it.
 */
export function placeholderInText(value: string): string | undefined {
  if (value.startsWith('${') && value.indexOf('}') === value.length - 1) return reason(value, 0, '${', '}');
  for (const [open, close] of textMarks) {
    const start = value.indexOf(open);
    if (start !== -1) return reason(value, start, open, close);
  }
  return undefined;
}

/**
 * Why an empty value is not simply absent: the ytt expression (`#@ data.values.port`) or the token (`#{port}#`) that stands
 * behind it in the text, where YAML sees a comment. `offset` is where the empty value stands.
 */
export function expressionBehind(text: string, offset: number): string | undefined {
  let start = offset;
  while (text.charCodeAt(start) === 32 || text.charCodeAt(start) === 9) start++;
  if (!text.startsWith('#@', start) && !text.startsWith('#{', start)) return undefined;
  const line = text.slice(start, start + 200);
  const end = line.search(/[\r\n]/);
  const written = (end === -1 ? line : line.slice(0, end)).trimEnd();
  return written.startsWith('#@') ? `ytt computes it (${written})` : `it is the placeholder ${written}`;
}

function reason(value: string, start: number, open: string, close: string | undefined): string {
  const closing = close === undefined ? -1 : value.indexOf(close, start + open.length);
  const end = close === undefined || closing === -1 ? value.length : closing + close.length;
  const placeholder = end - start <= 60 ? value.slice(start, end) : `${value.slice(start, start + 59)}…`;
  return `it ${start === 0 && end === value.length ? 'is' : 'holds'} the placeholder ${placeholder}`;
}
