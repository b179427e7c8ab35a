import { type Question, readPlace } from './question.ts';

/** What `.portolan.yaml` expects of connections. */
export interface Expectation extends Question {
  readonly protocol: string;
  /** Whether they are to work, or not to. */
  readonly reaches: boolean;
  /** Why, for people. */
  readonly reason?: string | undefined;
  /** The only stack in which it is to hold; without it that is every stack which holds both ends. */
  readonly stack?: string | undefined;
}

/** How an expectation is written. */
export const expectationGrammar =
  'write "A reaches B", "A reaches B:PORT" or "A does not reach B", and behind it "port PORT" and "protocol UDP" where they matter';

/** Expectations beyond this many are not checked: a folder that somebody only opens may hold any number. */
export const maxExpectations = 1000;

const sentence = /^(\S+)\s+(reaches|does\s+not\s+reach)\s+(\S+)(?:\s+port\s+(\S+))?(?:\s+protocol\s+(TCP|UDP|SCTP))?$/;

/** Longer ones are not written by people. */
const maxLength = 4000;

/** Reads a sentence; `fault` says what is wrong with it, as a phrase. */
export function readSentence(text: string): Expectation | { readonly fault: string } {
  const [, from, verb, to, port, protocol] = (text.length > maxLength ? null : sentence.exec(text.trim())) ?? [];
  if (from === undefined || to === undefined) return { fault: `this is no expectation: ${expectationGrammar}` };
  return readEnds({ from, to, port, protocol: protocol ?? 'TCP', reaches: verb === 'reaches' });
}

/** Checks the ends and the port of an expectation, and takes the port from behind the destination. */
export function readEnds(stated: Expectation): Expectation | { readonly fault: string } {
  const { from, to } = stated;
  if (readPlace(from) === undefined || apart(from).port !== undefined) return { fault: noPlace(from) };
  const { place, port: behind } = apart(to);
  if (readPlace(place) === undefined) return { fault: noPlace(to) };
  if (behind !== undefined && stated.port !== undefined) return { fault: 'the port stands here twice' };
  const port = behind ?? stated.port;
  if (port === undefined) return stated;
  const number = /^\d+$/.test(String(port)) ? Number(port) : undefined;
  if (number === undefined ? !portName.test(String(port)) : number < 1 || number > 65_535)
    return { fault: `a port is a name or a number from 1 to 65535, not ${shortened(String(port))}` };
  return { ...stated, to: place, port: number ?? port };
}

/** An expectation as a sentence. */
export function textOf({ from, to, port, protocol, reaches }: Expectation): string {
  const more = `${port === undefined ? '' : ` port ${port}`}${protocol === 'TCP' ? '' : ` protocol ${protocol}`}`;
  return `${from} ${reaches ? 'reaches' : 'does not reach'} ${to}${more}`;
}

/** Names of ports as IANA has them, which Kubernetes takes (apimachinery `IsValidPortName`). */
const portName = /^[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$/;

/** In front of a colon these are kinds of places, not names of hosts. */
const kinds = /^(service|svc|pod|workload|namespace|node|deployment|statefulset|daemonset|replicaset|job|cronjob)$/i;

/** `api:8080`, `shop/api:http`: a place, and the port behind it. URLs and addresses keep theirs. */
function apart(text: string): { readonly place: string; readonly port?: string } {
  const place = readPlace(text);
  const colon = text.lastIndexOf(':');
  const before = text.slice(0, colon);
  const port = text.slice(colon + 1);
  const isBehind = place === undefined || (place.kind === 'host' && place.port !== undefined && !text.includes('/'));
  const isKind = kinds.test(before) && !/^\d+$/.test(port);
  return colon < 1 || !isBehind || isKind ? { place: text } : { place: before, port };
}

function noPlace(text: string): string {
  return `"${shortened(text)}" is no place: write NAMESPACE/NAME, service:NAMESPACE/NAME, namespace:NAME, a name or host name, a URL, an address or internet`;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
