/**
 * A URI in the one form in which URIs are compared: clients differ in which characters they escape and in the case of a
 * drive's letter. `undefined` when its escapes are broken.
 */
export function decodeUri(uri: string): string | undefined {
  try {
    return decodeURIComponent(uri).replace(/^file:\/\/\/[A-Z]:/, (drive) => drive.toLowerCase());
  } catch {
    return undefined;
  }
}
