import type { Stated } from '../field.ts';
import type { Container, PodMaker } from '../pod-maker.ts';
import { spanInScalar } from './raw-span.ts';
import type { ReferencePlace, Via } from './reference.ts';

/** `$(DB_SERVICE_HOST)` or `$(DB_SERVICE_PORT_HTTP)`: a variable that the kubelet makes for a Service (pkg/kubelet/envvars). */
export interface ServiceVariable {
  /** The whole name of the variable. */
  readonly name: string;
  /** The name of the Service that yields it. */
  readonly service: string;
  readonly part: 'HOST' | 'PORT';
  /** The name of the port as the variable has it (`HTTP_ADMIN`); `undefined` for the first port and for hosts. */
  readonly port: string | undefined;
  readonly container: Container;
  readonly via: Via;
  /** Where `$(…)` stands. */
  readonly place: () => ReferencePlace;
}

const none: readonly ServiceVariable[] = [];

const pattern = /\$+\(([A-Z][A-Z0-9_]*)_SERVICE_(HOST|PORT)(?:_([A-Z0-9_]+))?\)/g;

/** The variables of Services that a pod maker's own variables, commands and arguments use as the kubelet expands them. */
export function serviceVariables(maker: PodMaker): readonly ServiceVariable[] {
  const found: ServiceVariable[] = [];
  const scan = (container: Container, field: Stated<string> | undefined, via: Via) => {
    const text = field?.value;
    if (field === undefined || text === undefined || !text.includes('_SERVICE_')) return;
    for (const { 0: whole, 1: prefix = '', 2: part, 3: port, index } of text.matchAll(pattern)) {
      // Of two dollar signs the kubelet makes one, and expands nothing.
      const dollars = whole.indexOf('(');
      if (dollars % 2 === 0 || (part === 'HOST' && port !== undefined)) continue;
      const start = index + dollars - 1;
      found.push({
        name: whole.slice(dollars + 1, -1),
        service: prefix.toLowerCase().replaceAll('_', '-'),
        part: part === 'HOST' ? 'HOST' : 'PORT',
        port,
        container,
        via,
        place: () => ({
          resource: maker,
          ...spanInScalar(maker.document.text, field, text, { start, end: index + whole.length }),
        }),
      });
    }
  };
  for (const containers of [maker.template.containers, maker.template.initContainers])
    for (const container of containers) {
      for (const { name, value } of container.env) scan(container, value, { kind: 'env', name: name?.value ?? '?' });
      for (const word of container.command) scan(container, word, { kind: 'command' });
      for (const word of container.args) scan(container, word, { kind: 'args' });
    }
  return found.length === 0 ? none : found;
}
