import { allPorts, type PortSet, protocols, rangesOf } from '../policy/ports.ts';
import type { Connection } from '../reach.ts';

/** `all ports`, or `TCP 80,443 UDP 53`. */
export function portWords(ports: PortSet): string {
  if (ports.join() === allPorts.join()) return 'all ports';
  const ranges = rangesOf(ports);
  return protocols
    .flatMap((protocol) => {
      const own = ranges.filter((range) => range.protocol === protocol);
      const words = own.map(({ first, last }) =>
        first === last ? `${first}` : first === 1 && last === 65535 ? 'all' : `${first}-${last}`,
      );
      return own.length === 0 ? [] : [`${protocol} ${words.join(',')}`];
    })
    .join(' ');
}

/** What may pass between two ends, and of which ports that is not known. */
export function pairWords({ allowed, unknown }: Connection): string {
  const words = [
    ...(allowed.length === 0 ? [] : [portWords(allowed)]),
    ...(unknown.length === 0 ? [] : [`not known: ${portWords(unknown)}`]),
  ];
  return words.join('; ');
}
