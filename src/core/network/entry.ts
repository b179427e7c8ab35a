import type { PathEvidence } from './path/path.ts';

/** A request as what stands at the edge sees it. */
export interface WebRequest {
  /** `undefined` where only the port says it. */
  readonly scheme?: 'http' | 'https' | undefined;
  /** In lower case. */
  readonly host: string;
  readonly port?: number | undefined;
  /** Without query. */
  readonly path: string;
}

/** Whether something lets traffic in: surely, surely not, or not to be known. */
export type EntryVerdict = 'ok' | 'unknown' | 'broken';

/** An {@link EntryVerdict} with its reason, a phrase, and what it follows from. */
export interface Judgement {
  readonly verdict: EntryVerdict;
  readonly reason: string;
  readonly evidence: readonly PathEvidence[];
}

/** The scheme of a request; its usual port says it where nothing else does. */
export function schemeOf({ scheme, port }: WebRequest): 'http' | 'https' | undefined {
  return scheme ?? (port === 443 ? 'https' : port === 80 ? 'http' : undefined);
}

/** `https://shop.example.com/pay`: a request for people. */
export function urlOf(request: WebRequest): string {
  const scheme = schemeOf(request);
  const { host, port, path } = request;
  const usual = port === undefined || port === (scheme === 'https' ? 443 : 80);
  return `${scheme === undefined ? '' : `${scheme}://`}${host}${usual ? '' : `:${port}`}${path}`;
}
