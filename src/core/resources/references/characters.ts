/** Classes of characters, by UTF-16 code unit: the scan of untrusted texts goes over each character once. */

/** Letters, digits, dot, dash and underscore: what hosts are made of. */
export function isHostCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    isDigit(code) ||
    code === 46 ||
    code === 45 ||
    code === 95
  );
}

/** 0 to 9. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** What stands between words of a shell, of JSON, YAML and configuration files. */
export function isSeparator(code: number): boolean {
  // Control characters and space, and " ' ( ) , ; < > [ \ ] ` { | }
  return code <= 32 || separators.has(code);
}

const separators: ReadonlySet<number> = new Set([...'"\'(),;<>[\\]`{|}'].map((character) => character.charCodeAt(0)));
