import { isLocal, isOwnAddress, references, resolveReference } from '../../../../src/core/network/references.ts';
import type { Service } from '../../../../src/core/resources/core-v1.ts';
import type { Reference, Via } from '../../../../src/core/resources/references.ts';
import type { World } from '../../../../src/core/world/world.ts';
import type { Random } from '../../../support/random.ts';
import { type Edit, otherDigit, transposed } from '../change.ts';
import { names, numbers, type WorldOperator } from '../operator.ts';
import type { Place } from '../place.ts';

/** How a host or what stands behind it becomes wrong; `behind` is the text from the host's end to the end of its line. */
type Mistake = (
  written: { readonly host: string; readonly behind: string; readonly service: Service; readonly world: World },
  random: Random,
) => { readonly from: number; readonly to: number; readonly after: string } | undefined;

/** The label of a host at an index mistyped. */
function label(index: number): Mistake {
  return ({ host }, random) => {
    const labels = host.split('.');
    const after = labels[index] === undefined ? undefined : transposed(labels[index], random);
    return after === undefined ? undefined : { from: 0, to: host.length, after: labels.with(index, after).join('.') };
  };
}

const portDigit: Mistake = ({ host, behind }, random) => {
  const [, port] = /^:(\d{2,5})\b/.exec(behind) ?? [];
  return port === undefined
    ? undefined
    : { from: host.length + 1, to: host.length + 1 + port.length, after: otherDigit(port, random) };
};

const domain: Mistake = ({ host }, random) => {
  const [, first = '', last] = /^(.*\.svc\.)(.+)$/.exec(host) ?? [];
  const after = last === undefined ? undefined : transposed(last, random);
  return after === undefined ? undefined : { from: first.length, to: host.length, after };
};

const underscore: Mistake = ({ host }) => {
  const at = host.split('.', 1)[0]?.indexOf('-') ?? -1;
  return at < 1 ? undefined : { from: at, to: at + 1, after: '_' };
};

const svc: Mistake = ({ host }) => {
  const at = host.indexOf('.svc');
  return at === -1 ? undefined : { from: at + 1, to: at + 4, after: 'scv' };
};

/** A namespace of the stack that does not have the Service. */
const otherNamespace: Mistake = ({ host, service, world }, random) => {
  const others = world.namespaces.filter(
    (name) => /^[a-z]/.test(name) && world.named('service', name, service.name?.value ?? '').length === 0,
  );
  // Where what states no namespace is applied is not known.
  return host.includes('.') || world.namespaceOf(service).assumed || others.length === 0
    ? undefined
    : { from: host.length, to: host.length, after: `.${random.pick(others)}` };
};

/** The places of a world whose host is that of a Service, with a mistake made at each. */
function* edits(
  world: World,
  clusterDomain: string,
  random: Random,
  vias: readonly Via['kind'][],
  mistake: Mistake,
): Generator<Edit & Pick<Place, 'document'>> {
  for (const maker of world.all('podMaker'))
    for (const reference of world.derive(references, maker)) {
      if (!vias.includes(reference.via.kind) || isOwnAddress(reference) || isLocal(reference)) continue;
      const { service, served } = resolveReference(world, maker, reference, clusterDomain);
      if (service === undefined || served === 'no') continue;
      const found = wrong(world, reference, service, mistake, random);
      if (found !== undefined) yield found;
    }
}

function wrong(
  world: World,
  reference: Reference,
  service: Service,
  mistake: Mistake,
  random: Random,
): (Edit & Pick<Place, 'document'>) | undefined {
  const { resource, start, end } = reference.place();
  const { document } = resource;
  const host = document.text.slice(start, end);
  if (host.toLowerCase() !== reference.host.toLowerCase()) return undefined;
  const behind = document.text.slice(end).split('\n', 1)[0] ?? '';
  const made = mistake({ host, behind, service, world }, random);
  return made === undefined
    ? undefined
    : { document, start: start + made.from, end: start + made.to, after: made.after };
}

function operator(name: string, target: number, vias: readonly Via['kind'][], mistake: Mistake): WorldOperator {
  return {
    name,
    family: 'references',
    target,
    edits: (world, clusterDomain, random) => edits(world, clusterDomain, random, vias, mistake),
  };
}

const all: readonly Via['kind'][] = ['env', 'command', 'args', 'file'];

/** Mistakes in what containers say they call. */
export const referenceOperators: readonly WorldOperator[] = [
  operator('env: host mistyped', names, ['env'], label(0)),
  operator('command: host mistyped', names, ['command', 'args'], label(0)),
  operator('file of a ConfigMap: host mistyped', names, ['file'], label(0)),
  operator('reference: namespace mistyped', names, all, label(1)),
  operator('reference: a namespace that does not have it', names, all, otherNamespace),
  operator('reference: svc mistyped', names, all, svc),
  operator('reference: domain mistyped', names, all, domain),
  operator('reference: an underscore for a dash', names, all, underscore),
  operator('reference: port mistyped', numbers, all, portDigit),
];
