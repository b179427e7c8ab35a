import { doubtOf, type Pair, type Stated, type Ternary } from '../resources/field.ts';
import { describe } from '../resources/kinds.ts';
import { pairOf } from '../resources/labels.ts';
import type { Ingress, IngressBackend, IngressPath, IngressRule } from '../resources/networking-v1.ts';
import type { Span } from '../text/span.ts';
import type { World } from '../world/world.ts';
import { schemeOf, type WebRequest } from './entry.ts';
import { type PathEvidence, seen } from './path/path.ts';

/** Who handles an Ingress. */
export interface IngressController {
  /** The class's name; `undefined` where it is not known. */
  readonly className: string | undefined;
  /** `the controller of class nginx`. */
  readonly words: string;
  /** Why it is not known whether any controller handles it, else `undefined`. */
  readonly unknown: string | undefined;
  /** `IngressClass.spec.controller`, where the class is in the stack. */
  readonly controller: string | undefined;
  readonly evidence: readonly PathEvidence[];
}

/** What becomes of a request at the Ingresses of a world. */
export interface IngressAnswer {
  readonly ingress: Ingress;
  /** The host of the rule that it was taken for; `undefined` is every host. */
  readonly host: string | undefined;
  /** Where it goes; `undefined` where that is not known. */
  readonly backend: IngressBackend | undefined;
  readonly verdict: 'ok' | 'unknown';
  /** Which rule decides, or why none does; a phrase. */
  readonly reason: string;
  readonly evidence: readonly PathEvidence[];
}

const classAnnotation = 'kubernetes.io/ingress.class';

/** The controller of the Kubernetes project, which takes more than the API promises. */
export const ingressNginx = 'k8s.io/ingress-nginx';

/** ingress-nginx reads an ImplementationSpecific path as a Prefix, unless an Ingress of the host asks for regular expressions. */
const patternsAnnotation = 'nginx.ingress.kubernetes.io/use-regex';

/**
 * Who handles an Ingress: `ingressClassName`, else the annotation from before it, else the default class, which admission
 * writes into the field (networking/v1 `IngressSpec.ingressClassName`; plugin/pkg/admission/network/defaultingressclass).
 */
export function ingressController(world: World, ingress: Ingress): IngressController {
  const stated: Stated<string> | Pair | undefined = ingress.className ?? pairOf(ingress.annotations, classAnnotation);
  if (stated !== undefined) {
    const name = stated.value;
    const found = world.all('ingressClass').find((own) => name !== undefined && own.name?.value === name);
    return {
      className: name,
      words: name === undefined ? 'the controller' : `the controller of class ${name}`,
      unknown: name === undefined ? `its class is not known: ${stated.unknown ?? 'it is no text'}` : undefined,
      controller: found?.controller?.value,
      evidence: [seen(ingress, stated)],
    };
  }
  const presets = world.all('ingressClass').filter(({ isDefault }) => isDefault);
  const [preset] = presets;
  const name = presets.length === 1 ? preset?.name?.value : undefined;
  return {
    className: name,
    words: name === undefined ? 'the controller' : `the controller of the default class ${name}`,
    unknown:
      name !== undefined
        ? undefined
        : presets.length > 1
          ? `it names no class, and of ${presets.length} default classes the newest takes it`
          : 'it names no class, and no default class is here: whether a controller takes it depends on the cluster',
    controller: name === undefined ? undefined : preset?.controller?.value,
    evidence: presets.map((own) => seen(own, own.name)),
  };
}

/**
 * What stands for a backend that is no Service but an action of the AWS load balancer controller (a redirect, a fixed
 * answer): the annotation with the action has the backend's name, and its port is `use-annotation`.
 */
export function backendAction({ annotations }: Ingress, { service, port }: IngressBackend): string | undefined {
  const key = `alb.ingress.kubernetes.io/actions.${service?.value}`;
  return port?.value === 'use-annotation' && pairOf(annotations, key) !== undefined
    ? `the annotation ${key} says what becomes of it`
    : undefined;
}

/** 3 for the very host, 2 for a wildcard (exactly one label), 1 for every host, 0 for another one (networking/v1 `IngressRule`). */
export function hostFits(rule: string | undefined, host: string): 0 | 1 | 2 | 3 {
  if (rule === undefined || rule === '') return 1;
  if (rule === host) return 3;
  const dot = host.indexOf('.');
  return rule.startsWith('*.') && dot > 0 && host.slice(dot) === rule.slice(1) ? 2 : 0;
}

/**
 * Whether a path takes a request's (networking/v1 `PathType`): Exact as it is, Prefix by elements, without regard to a slash
 * at the end. What an implementation decides is known only where the text is the same, or where none could take it.
 */
export function pathFits(
  { path, pathType }: Pick<IngressPath, 'path' | 'pathType'>,
  asked: string,
  asPrefix = false,
): Ternary {
  const own = path === undefined ? '/' : path.value;
  if (own === undefined) return 'unknown';
  switch (pathType?.value ?? (pathType === undefined ? 'ImplementationSpecific' : undefined)) {
    case 'Exact':
      return own === asked ? 'yes' : 'no';
    case 'Prefix':
      return isPrefix(own, asked) ? 'yes' : 'no';
    case 'ImplementationSpecific':
      if (own === asked || path === undefined || (asPrefix && isPrefix(own, asked))) return 'yes';
      return asPrefix || !(isPattern(own) || asked.toLowerCase().startsWith(own.toLowerCase())) ? 'no' : 'unknown';
    default:
      return 'unknown';
  }
}

/** Whether a path begins with all elements of another: `/aaa/bb` is no prefix of `/aaa/bbb`. */
export function isPrefix(own: string, asked: string): boolean {
  const prefix = own.endsWith('/') ? own.slice(0, -1) : own;
  return asked === prefix || asked.startsWith(`${prefix}/`);
}

function isPattern(path: string): boolean {
  return /[*?+()[\]{}|\\^$]/.test(path);
}

/** A path of a rule that takes a request, surely or perhaps. */
interface Candidate {
  readonly ingress: Ingress;
  readonly by: IngressController;
  readonly rule: IngressRule;
  readonly path: IngressPath;
  readonly fit: number;
  readonly length: number;
  readonly exact: number;
  /** Why it is not known whether it takes the request, else `undefined`. */
  readonly doubt: string | undefined;
}

/** Precedence within one controller: the closer host, the longer path, then Exact (Kubernetes docs, "Multiple matches"). */
function precedence(a: Candidate, b: Candidate): number {
  return a.fit - b.fit || a.length - b.length || a.exact - b.exact;
}

/**
 * What becomes of a request: the rule that decides among all Ingresses, or why none surely does; `undefined` where no Ingress
 * has to do with the host.
 */
export function resolveIngress(world: World, request: WebRequest): IngressAnswer | undefined {
  const ingresses = world.all('ingress');
  const controllers = new Map(ingresses.map((ingress) => [ingress, ingressController(world, ingress)]));
  const patterns = patternHosts(ingresses);
  const candidates: Candidate[] = [];
  const naming: { readonly ingress: Ingress; readonly rule: IngressRule; readonly fit: number }[] = [];
  for (const [ingress, by] of controllers)
    for (const rule of ingress.rules) {
      const hostDoubt = doubtOf(rule.host);
      const fit = hostDoubt === undefined ? hostFits(rule.host?.value, request.host) : 3;
      if (fit === 0) continue;
      if (hostDoubt === undefined) naming.push({ ingress, rule, fit });
      const asPrefix = by.controller === ingressNginx && !patterns.has(rule.host?.value);
      for (const path of rule.paths) {
        const takes = pathFits(path, request.path, asPrefix);
        if (takes === 'no') continue;
        const own = path.path?.value ?? '/';
        const doubt = takes === 'unknown' ? pathDoubt(path) : hostDoubt;
        const exact = Number(path.pathType?.value === 'Exact');
        const length = exact === 0 && own.endsWith('/') ? own.length - 1 : own.length;
        candidates.push({ ingress, by, rule, path, fit, length, exact, doubt });
      }
    }
  const sure = candidates.filter(({ doubt }) => doubt === undefined);
  const best = sure.reduce<Candidate | undefined>(
    (a, b) => (a === undefined || precedence(b, a) > 0 ? b : a),
    undefined,
  );
  const [doubtful] = candidates.filter(
    (each) => each.doubt !== undefined && (best === undefined || !isSame(each, best)) && mayOutrank(each, best),
  );
  if (doubtful !== undefined)
    return {
      ingress: doubtful.ingress,
      host: doubtful.rule.host?.value,
      backend: undefined,
      verdict: 'unknown',
      reason: `${pathWords(doubtful.rule, doubtful.path)} may take it: ${doubtful.doubt}`,
      evidence: [seen(doubtful.ingress, doubtful.path)],
    };
  if (best === undefined) return withoutRule(world, request, controllers, naming);
  return decided(best, sure, naming, controllers, request);
}

function mayOutrank(doubtful: Candidate, best: Candidate | undefined): boolean {
  if (best === undefined) return true;
  return doubtful.by.className === best.by.className ? precedence(doubtful, best) >= 0 : doubtful.fit >= best.fit;
}

/** What could stand against the rule that seems to decide. */
function decided(
  best: Candidate,
  sure: readonly Candidate[],
  naming: readonly { readonly ingress: Ingress; readonly rule: IngressRule; readonly fit: number }[],
  controllers: ReadonlyMap<Ingress, IngressController>,
  request: WebRequest,
): IngressAnswer {
  const { ingress, by, rule, path } = best;
  const rivals = sure.filter((other) => other !== best && !isSame(other, best) && other.fit === best.fit);
  const [abroad] = rivals.filter((other) => other.by.className !== best.by.className);
  const [twin] = rivals.filter((other) => other.by.className === best.by.className && precedence(other, best) === 0);
  const [closer] = naming.filter(
    (other) => other.fit > best.fit && controllers.get(other.ingress)?.className === by.className,
  );
  const is = (what: string) => `${pathWords(rule, path)} takes it, ${what}`;
  const unknown =
    by.unknown ??
    ingress.rulesOpen ??
    rule.pathsOpen ??
    (abroad === undefined
      ? undefined
      : is(
          `and so does ${describe(abroad.ingress)} of another controller; where the name of the host leads decides`,
        )) ??
    (twin === undefined
      ? undefined
      : is(`and so does ${describe(twin.ingress)} to another backend; the controller decides which`)) ??
    (closer === undefined
      ? undefined
      : is(
          `but ${closer.rule.host?.value ?? 'a rule'} of ${describe(closer.ingress)} is closer and has no path for it; the controller decides whether it goes on`,
        )) ??
    portDoubt(request);
  const evidence = [seen(ingress, path), ...by.evidence];
  const reason = unknown ?? `${by.words} takes it by ${pathWords(rule, path)}${tlsWords(request, by, controllers)}`;
  return {
    ingress,
    host: rule.host?.value,
    backend: path.backend,
    verdict: unknown === undefined ? 'ok' : 'unknown',
    reason,
    evidence,
  };
}

/** Without a rule the default backend of the Ingresses that name the host takes it, else the one for everything. */
function withoutRule(
  world: World,
  request: WebRequest,
  controllers: ReadonlyMap<Ingress, IngressController>,
  naming: readonly { readonly ingress: Ingress; readonly rule: IngressRule; readonly fit: number }[],
): IngressAnswer | undefined {
  const closest = naming.reduce((most, { fit }) => Math.max(most, fit), 0);
  const [named] = naming.filter(({ fit }) => fit === closest);
  const owners = new Set(naming.filter(({ fit }) => fit === closest).map(({ ingress }) => ingress));
  const all = [...controllers.keys()].filter(({ defaultBackend }) => defaultBackend !== undefined);
  const own = all.filter((ingress) => owners.has(ingress));
  const chosen = named === undefined ? all : own;
  const [first, second] = chosen;
  if (first?.defaultBackend !== undefined) {
    const by = controllers.get(first);
    const unknown =
      second === undefined || isSameTarget(first, first.defaultBackend, second, second.defaultBackend)
        ? (by?.unknown ?? first.rulesOpen ?? portDoubt(request))
        : `${describe(first)} and ${describe(second)} both have a default backend; the controller decides which takes it`;
    return {
      ingress: first,
      host: named?.rule.host?.value,
      backend: first.defaultBackend,
      verdict: unknown === undefined ? 'ok' : 'unknown',
      reason: unknown ?? `no rule takes it, so ${by?.words ?? 'the controller'} sends it to the default backend`,
      evidence: [seen(first, first.defaultBackend)],
    };
  }
  if (named === undefined) {
    const open = [...controllers.keys()].find(({ rulesOpen }) => rulesOpen !== undefined);
    if (open === undefined) return undefined;
    const reason = `not all of its rules are known: ${open.rulesOpen}`;
    return { ingress: open, host: undefined, backend: undefined, verdict: 'unknown', reason, evidence: [seen(open)] };
  }
  const { ingress, rule } = named;
  const [elsewhere] = all;
  const after =
    elsewhere === undefined
      ? (world.stack.unknowns.objects ?? 'the controller answers with its own default backend, 404 as a rule')
      : `whether the default backend of ${describe(elsewhere)} takes it the controller decides`;
  return {
    ingress,
    host: rule.host?.value,
    backend: undefined,
    verdict: 'unknown',
    reason: `no path that it has for ${rule.host?.value ?? 'every host'} takes ${request.path}; ${rule.pathsOpen ?? after}`,
    evidence: [seen(ingress, rule)],
  };
}

/** `shop.example.com/pay (Prefix)`: one path of a rule, for people. */
export function pathWords(rule: Pick<IngressRule, 'host'>, path: Pick<IngressPath, 'path' | 'pathType'>): string {
  return `${pathAddress(rule, path)}${path.pathType?.value === undefined ? '' : ` (${path.pathType.value})`}`;
}

/** `shop.example.com/pay`; `*` is every host. */
export function pathAddress({ host }: Pick<IngressRule, 'host'>, { path }: Pick<IngressPath, 'path'>): string {
  const own = path === undefined ? '/' : (path.value ?? '?');
  return host === undefined && own === '/'
    ? 'every request'
    : `${host === undefined ? '*' : (host.value ?? '?')}${own}`;
}

function pathDoubt({ path, pathType }: IngressPath): string {
  return doubtOf(path) ?? doubtOf(pathType) ?? 'what an ImplementationSpecific path takes is up to the controller';
}

/** The hosts whose paths an Ingress turns into regular expressions: they do for every Ingress of the host. */
function patternHosts(ingresses: readonly Ingress[]): ReadonlySet<string | undefined> {
  const asking = ingresses.filter(({ annotations }) => pairOf(annotations, patternsAnnotation) !== undefined);
  return new Set(asking.flatMap(({ rules }) => rules.map(({ host }) => host?.value)));
}

function isSame(a: Candidate, b: Candidate): boolean {
  return isSameTarget(a.ingress, a.path.backend, b.ingress, b.path.backend);
}

function isSameTarget(
  a: Ingress,
  { service, port }: Partial<IngressBackend> = {},
  b: Ingress,
  { service: otherService, port: otherPort }: Partial<IngressBackend> = {},
): boolean {
  return (
    service?.value !== undefined &&
    service.value === otherService?.value &&
    port?.value === otherPort?.value &&
    a.namespace?.value === b.namespace?.value
  );
}

/** Ingress has no field for ports: controllers listen on 80, and on 443 for TLS. */
function portDoubt({ port }: WebRequest): string | undefined {
  return port === undefined || port === 80 || port === 443
    ? undefined
    : `an Ingress is served on 80 and 443; what leads from ${port} to its controller is not in the manifests`;
}

/** A controller that serves a host without `tls` shows a certificate of its own. */
function tlsWords(
  request: WebRequest,
  by: IngressController,
  controllers: ReadonlyMap<Ingress, IngressController>,
): string {
  if (schemeOf(request) !== 'https') return '';
  for (const [{ tls }, { className }] of controllers)
    if (className === by.className)
      for (const entry of tls)
        if (entry.hosts.some(({ value }) => value !== undefined && hostFits(value, request.host) > 1))
          return entry.secretName?.value === undefined ? '' : `; TLS ends there with Secret ${entry.secretName.value}`;
  return "; no tls entry names the host, so the certificate is the controller's own";
}

/** Every backend of an Ingress with what leads to it; the default backend takes what no rule does. */
export function* backendsOf(ingress: Ingress): Generator<{
  readonly backend: IngressBackend;
  /** `shop.example.com/pay`, `everything else`. */
  readonly address: string;
  readonly span: Span;
}> {
  for (const rule of ingress.rules)
    for (const path of rule.paths)
      if (path.backend !== undefined) yield { backend: path.backend, address: pathAddress(rule, path), span: path };
  const { defaultBackend } = ingress;
  if (defaultBackend !== undefined)
    yield {
      backend: defaultBackend,
      address: ingress.rules.length === 0 ? 'every request' : 'everything else',
      span: defaultBackend,
    };
}
