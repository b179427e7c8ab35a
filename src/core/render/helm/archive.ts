import { fromBytes } from '../go/bytes.ts';

/** A file of an archive. */
export interface ArchiveFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const block = 512;

/** The regular files of a tar archive (ustar, with GNU's and pax' long names). What is cut off is left out. */
export function readTar(bytes: Uint8Array): readonly ArchiveFile[] {
  const files: ArchiveFile[] = [];
  let longName: string | undefined;
  for (let at = 0; at + block <= bytes.length; ) {
    const header = bytes.subarray(at, at + block);
    if (header[0] === 0) break;
    const size = Number.parseInt(field(header, 124, 12).trim() || '0', 8);
    const start = at + block;
    if (!(size >= 0) || start + size > bytes.length) break;
    const content = bytes.subarray(start, start + size);
    at = start + Math.ceil(size / block) * block;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'L') longName = text(content);
    else if (type === 'x') longName = paxPath(text(content)) ?? longName;
    else {
      const prefix = field(header, 257, 5) === 'ustar' ? field(header, 345, 155) : '';
      const name = field(header, 0, 100);
      const path = longName ?? (prefix === '' ? name : `${prefix}/${name}`);
      longName = undefined;
      if ((type === '0' || type === '\0') && !path.endsWith('/')) files.push({ path, bytes: content });
    }
  }
  return files;
}

/** The `path` of a pax header, whose lines are `LENGTH KEY=VALUE`. */
function paxPath(header: string): string | undefined {
  return /(?:^|\n)[0-9]+ path=([^\n]*)\n/.exec(header)?.[1];
}

function field(header: Uint8Array, start: number, length: number): string {
  return text(header.subarray(start, start + length));
}

/** Bytes up to the first NUL. */
function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return fromBytes(end === -1 ? bytes : bytes.subarray(0, end));
}
