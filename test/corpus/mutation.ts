import type { Snapshot, Workspace } from '../../src/core/language/workspace.ts';
import type { ManifestDocument } from '../../src/core/manifest/document.ts';
import { serviceEndpoints } from '../../src/core/network/endpoints.ts';
import { serviceSelection } from '../../src/core/network/service.ts';
import type { Service, ServicePort } from '../../src/core/resources/core-v1.ts';
import type { Pair, Stated } from '../../src/core/resources/field.ts';
import type { PodMaker } from '../../src/core/resources/pod-maker.ts';
import type { Finding, Severity } from '../../src/core/rules/rule.ts';
import { LineIndex } from '../../src/core/text/line-index.ts';
import { isKustomizationName } from '../../src/core/world/kustomize/kustomization.ts';
import type { Random } from '../support/random.ts';

/** What is broken: one thing that a Service and its pods have to agree on. */
export const operators = ['selector', 'label', 'targetPort', 'port name', 'protocol', 'namespace'] as const;
export type Operator = (typeof operators)[number];

/** One change of one value of a manifest that works. */
export interface Mutation {
  readonly operator: Operator;
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

/** What Portolan says of a mutation. */
export interface Verdict {
  readonly mutation: Mutation;
  /** 1-based. */
  readonly line: number;
  /** The most severe new finding with its place or a related place on the line, else `undefined`. */
  readonly found: { readonly code: string; readonly severity: Severity } | undefined;
  /** New findings elsewhere. */
  readonly elsewhere: readonly string[];
}

const severities: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** Every value of a workspace that a wire between a Service and pods hangs on, each broken in one way. */
export function mutationsOf(snapshot: Snapshot, random: Random): readonly Mutation[] {
  const found = new Map<string, Mutation>();
  for (const world of snapshot.worlds)
    for (const service of world.all('service')) {
      if (world.derive(serviceSelection, service).selects === 'nothing') continue;
      const makers = world
        .derive(serviceEndpoints, service)
        .endpoints.flatMap(({ origin, match }) => (origin.type === 'podMaker' && match === 'yes' ? [origin] : []));
      if (makers.length === 0) continue;
      for (const site of sitesOf(service, makers)) {
        const { document, start, end } = site;
        const place = placeOf(snapshot, site);
        if (place === undefined) continue;
        const key = `${site.operator} ${place.file} ${place.start}`;
        const before = document.text.slice(start, end);
        const after = found.has(key) ? undefined : brokenValue(site.operator, before, random);
        if (after === undefined || after === before) continue;
        found.set(key, {
          operator: site.operator,
          file: place.file,
          start: place.start,
          end: place.start + end - start,
          before,
          after,
        });
      }
    }
  return [...found.values()];
}

/** Breaks one value, looks what is found, and mends it again. */
export function judge(workspace: Workspace, mutation: Mutation): Verdict {
  const { file, start, end } = mutation;
  const { snapshot } = workspace;
  const text = snapshot.files.get(file)?.text ?? '';
  const line = new LineIndex(text).position(start).line;
  const known = new Set(snapshot.allFindings().map(nameOf));
  const { snapshot: broken } = workspace.update([
    { path: file, text: text.slice(0, start) + mutation.after + text.slice(end) },
  ]);
  const isHere = ({ location, related }: Finding) =>
    [location, ...related.map((other) => other.location)]
      .map((place) => broken.locate(place))
      .some(
        ({ file: where, range }) =>
          where === file && range.start.line <= line && line <= range.end.line && range.end.line - range.start.line < 3,
      );
  const fresh = broken.allFindings().filter((finding) => !known.has(nameOf(finding)));
  const here = fresh.filter(isHere).sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))[0];
  const verdict: Verdict = {
    mutation,
    line: line + 1,
    found: here === undefined ? undefined : { code: here.code, severity: here.severity },
    elsewhere: fresh.filter((finding) => !isHere(finding)).map(({ code, severity }) => `${severity} ${code}`),
  };
  workspace.update([{ path: file, text }]);
  return verdict;
}

interface Site {
  readonly operator: Operator;
  readonly document: ManifestDocument;
  readonly start: number;
  readonly end: number;
}

function* sitesOf(service: Service, makers: readonly PodMaker[]): Generator<Site> {
  for (const pair of service.selector.pairs) yield* pairSite('selector', service.document, pair);
  yield* fieldSite('namespace', service.document, service.namespace);
  for (const port of service.ports) {
    yield* fieldSite('targetPort', service.document, declaredTarget(port, makers) ? port.targetPort : undefined);
    yield* fieldSite('protocol', service.document, declaredTarget(port, makers) ? port.protocol : undefined);
  }
  for (const maker of makers) {
    yield* fieldSite('namespace', maker.document, maker.namespace);
    for (const pair of maker.template.labels.pairs)
      if (service.selector.pairs.some(({ key }) => key === pair.key)) yield* pairSite('label', maker.document, pair);
    for (const container of maker.template.containers)
      for (const port of container.ports)
        for (const own of service.ports) {
          const target = own.targetPort?.value ?? own.port?.value;
          if (target === undefined) continue;
          if (target === port.name?.value) yield* fieldSite('port name', maker.document, port.name);
          if (target === port.name?.value || target === port.containerPort?.value)
            yield* fieldSite('protocol', maker.document, port.protocol);
        }
  }
}

/** Whether a container declares what a port targets: only then is it known to work. */
function declaredTarget({ targetPort, port }: ServicePort, makers: readonly PodMaker[]): boolean {
  const target = targetPort?.value ?? port?.value;
  return makers.some(({ template }) =>
    template.containers.some(({ ports }) =>
      ports.some(
        ({ name, containerPort }) =>
          target !== undefined && (target === name?.value || target === containerPort?.value),
      ),
    ),
  );
}

function* pairSite(operator: Operator, document: ManifestDocument, pair: Pair): Generator<Site> {
  if (pair.value === undefined || pair.added !== undefined) return;
  if (document.text.slice(pair.start, pair.end).replaceAll(/["']/g, '') !== pair.value) return;
  yield { operator, document, start: pair.start, end: pair.end };
}

function* fieldSite(
  operator: Operator,
  document: ManifestDocument,
  field: Stated<unknown> | undefined,
): Generator<Site> {
  if (field === undefined || field.value === undefined || 'defaulted' in field) return;
  if (document.text.slice(field.start, field.end).replaceAll(/["']/g, '') !== String(field.value)) return;
  yield { operator, document, start: field.start, end: field.end };
}

/** Where a stretch of a manifest stands in a file. What a kustomization gives to both sides at once breaks nothing. */
function placeOf(snapshot: Snapshot, { document, start, end }: Site): Pick<Mutation, 'file' | 'start'> | undefined {
  const rendered = snapshot.rendered.place({ document, start, end });
  if (rendered !== undefined) return rendered.exact && !isKustomizationName(rendered.at.file) ? rendered.at : undefined;
  const { file } = document;
  const placed = snapshot.files.get(file)?.documents.find((candidate) => candidate.document === document);
  return placed === undefined ? undefined : { file, start: placed.start + start };
}

/** A value with one mistake of a kind that people make; `undefined` when the value is too short for one. */
function brokenValue(operator: Operator, value: string, random: Random): string | undefined {
  if (operator === 'protocol') return value.replace(/TCP|UDP|SCTP/, (old) => (old === 'TCP' ? 'UDP' : 'TCP'));
  if (operator === 'targetPort' && /^["']?\d+["']?$/.test(value)) return changedDigit(value, random);
  return transposed(value, random);
}

function changedDigit(value: string, random: Random): string {
  const places = [...value].flatMap((letter, index) => (/\d/.test(letter) ? [index] : []));
  const place = random.pick(places);
  const digit = String((Number(value[place]) + 1 + random.below(8)) % 10);
  const result = value.slice(0, place) + (place === 0 && digit === '0' ? '7' : digit) + value.slice(place + 1);
  return result;
}

function transposed(value: string, random: Random): string | undefined {
  const places = [...value].flatMap((letter, index) => {
    const next = value[index + 1] ?? letter;
    return letter !== next && /\w/.test(letter) && /\w/.test(next) ? [index] : [];
  });
  if (places.length === 0) return undefined;
  const place = random.pick(places);
  return value.slice(0, place) + value[place + 1] + value[place] + value.slice(place + 2);
}

function nameOf({ code, message, location }: Finding): string {
  return `${code} ${location.document.file} ${message}`;
}
