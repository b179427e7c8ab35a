import { builtIn } from './built-in.ts';

/** Helm refuses larger charts (`MaxDecompressedChartSize`). */
export const maxChartBytes = 100 * 1024 * 1024;

/** Unpacks gzip; `undefined` where that fails or comes to more than a chart may have. */
export function gunzip(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return builtIn('node:zlib').gunzipSync(bytes, { maxOutputLength: maxChartBytes });
  } catch {
    return undefined;
  }
}
