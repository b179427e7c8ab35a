/** Helm refuses larger charts (`MaxDecompressedChartSize`). */
export const maxChartBytes = 100 * 1024 * 1024;

/** Unpacks gzip; `undefined` where that fails or comes to more than a chart may have. Loads the library when it is needed. */
export function gunzip(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return process.getBuiltinModule('node:zlib').gunzipSync(bytes, { maxOutputLength: maxChartBytes });
  } catch {
    return undefined;
  }
}
