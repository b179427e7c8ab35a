/**
 * The order in which go-yaml writes the keys of a map (`keyList` of its sorter.go): digits by their value, letters behind the
 * rest; in v3 but for letters behind digits.
 */
export function naturally(a: string, b: string, v3 = false): number {
  let same = 0;
  while (same < a.length && a.charCodeAt(same) === b.charCodeAt(same)) same++;
  const [one, other] = [a.charCodeAt(same), b.charCodeAt(same)];
  // What keys nearly always are.
  if (isLatinLetter(one) && isLatinLetter(other)) return one - other;
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < x.length && i < y.length; i++) {
    const [left = '', right = ''] = [x[i], y[i]];
    if (left === right) continue;
    const [isLeft, isRight] = [isLetter(left), isLetter(right)];
    if (isLeft && isRight) return codeOf(left) - codeOf(right);
    if (isLeft || isRight) return isRight === (v3 && isDigit(x[i - 1] ?? '')) ? 1 : -1;
    // Zeros behind other digits belong to the number.
    const lead = (left === '0' || right === '0') && endsInNumber(x, i) ? 1 : 0;
    const [first, second] = [numberAt(x, i, lead), numberAt(y, i, lead)];
    if (first.value !== second.value) return first.value - second.value;
    if (first.end !== second.end) return first.end - second.end;
    return codeOf(left) - codeOf(right);
  }
  return x.length - y.length;
}

function endsInNumber(characters: readonly string[], end: number): boolean {
  for (let i = end - 1; i >= 0; i--) {
    const character = characters[i] ?? '';
    if (!isDigit(character)) return false;
    if (character !== '0') return true;
  }
  return false;
}

function numberAt(characters: readonly string[], start: number, lead: number): { value: number; end: number } {
  let end = start;
  while (end < characters.length && isDigit(characters[end] ?? '')) end++;
  const digits = `${lead}${characters.slice(start, end).join('')}`;
  // Go's 64 bits run over.
  return { value: Number(digits.length > 18 ? BigInt.asIntN(64, BigInt(digits)) : digits), end };
}

function isLatinLetter(code: number): boolean {
  const small = code | 32;
  return small >= 97 && small <= 122;
}

function isLetter(character: string): boolean {
  return /^\p{L}$/u.test(character);
}

function isDigit(character: string): boolean {
  return /^[0-9]$/.test(character);
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
