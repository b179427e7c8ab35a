/**
 * A host of the network that packets are tried in. {@link Host} runs it in a network namespace of its own, tells it what to
 * do and hears what became of it; without its parent it ends, and the namespace with it.
 */
import { connect, createServer } from 'node:net';

/** What a host does besides connecting: serves a port, and hands on connections to a port of its loopback interface. */
export interface Duties {
  readonly serve?: number;
  readonly handOn?: number;
}

/** Some connections at a time from an address of the host. */
export interface Question {
  readonly id: number;
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly times: number;
}

/** What became of each connection: the name of the pod and the address that it saw, `POD saw ADDRESS`, or how it failed. */
export interface Answers {
  readonly id: number;
  readonly outcomes: readonly string[];
}

/** Longer than two of TCP's first retransmissions, so that nothing else than a rule makes a connection wait so long. */
const deadline = 4000;

const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'timed out',
};

function attempt({ source, destination, port }: Question): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: destination, port, localAddress: source });
    let said = '';
    // What arrived while this process did not get to run still counts: it is read before the immediate.
    const timer = setTimeout(() => setImmediate(() => end('timed out')), deadline);
    const end = (outcome: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    socket.on('data', (chunk) => {
      said += chunk.toString();
    });
    socket.on('end', () => end(said));
    socket.on('error', ({ code = '?' }: NodeJS.ErrnoException) => end(failures[code] ?? code));
  });
}

process.on('disconnect', () => process.exit());
// Ctrl+C reaches the whole group; the parent decides when a host goes.
process.on('SIGINT', () => undefined);
process.on('message', async (question: Question) => {
  const outcomes = await Promise.all(Array.from({ length: question.times }, () => attempt(question)));
  process.send?.({ id: question.id, outcomes } satisfies Answers);
});

const { serve, handOn } = JSON.parse(process.argv[2] ?? '{}') as Duties;
if (serve !== undefined)
  createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(`${socket.localAddress} saw ${socket.remoteAddress}`);
  }).listen(serve, '0.0.0.0');
if (handOn !== undefined)
  createServer({ pauseOnConnect: true }, (socket) => process.send?.('connection', socket)).listen(handOn, '127.0.0.1');
process.send?.('ready');
