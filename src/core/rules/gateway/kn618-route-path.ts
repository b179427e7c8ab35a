import type { Route, RouteMatch } from '../../resources/gateway-api.ts';
import type { Span } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { meantAmong } from '../shared/evidence.ts';
import { describe } from '../shared/words.ts';

/**
 * A path of type Exact or PathPrefix begins with `/`, has no empty, `.` or `..` element and only characters that a URL may have there; a gRPC match names a service or a method as they are called in a `.proto`. The API server refuses anything else.
 *
 * @bad
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules:
 *     - matches: [{ path: { type: PathPrefix, value: pay } }]
 *       backendRefs: [{ name: payments, port: 80 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: gateway.networking.k8s.io/v1
 * kind: HTTPRoute
 * metadata: { name: shop }
 * spec:
 *   parentRefs: [{ name: public }]
 *   rules:
 *     - matches: [{ path: { type: PathPrefix, value: /pay } }]
 *       backendRefs: [{ name: payments, port: 80 }]
 * ```
 * @exceptions Regular expressions, which the implementation reads.
 * @source gateway-api config/crd, HTTPRoute and GRPCRoute: validation of matches
 */
export const kn618 = defineRule({
  code: 'KN618',
  name: 'route-path',
  severity: 'error',
  summary: 'The API server refuses a path of a route.',
  subjects: ['route'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['gateway-api config/crd, HTTPRoute and GRPCRoute'],
  check(route, _context, report) {
    if (route.openShift !== undefined) return;
    for (const { matches } of route.rules)
      for (const match of matches) {
        const fault = pathFault(route, match) ?? grpcFault(match);
        if (fault !== undefined)
          report({
            at: fault.at,
            message: `${describe(route)} ${fault.words}: the API server refuses it.`,
            fixes: fault.fixes ?? (() => []),
          });
      }
  },
});

interface Fault {
  readonly at: Span;
  readonly words: string;
  readonly fixes?: () => readonly Fix[];
}

const types = ['Exact', 'PathPrefix', 'RegularExpression'];

function pathFault(route: Route, { path }: RouteMatch): Fault | undefined {
  if (path?.type.value === undefined) return undefined;
  const { type, value: field } = path;
  if (!types.includes(path.type.value)) {
    const meant = meantAmong(path.type.value, types);
    return {
      at: type,
      words: `has a path of type ${type.value}, which there is not${meant === undefined ? '' : `; there is ${meant}`}`,
      fixes: () => (meant === undefined ? [] : replaceFix(`Write ${meant}`, route, type, meant, true)),
    };
  }
  const value = field?.value;
  if (field === undefined || value === undefined) return undefined;
  const reason = type.value === 'RegularExpression' ? lengthRefusal(value) : refusal(value);
  if (reason === undefined) return undefined;
  return {
    at: field,
    words: `has a path ${value} of type ${type.value}, which ${reason}`,
    fixes: () => {
      const mended = `/${value}`.replaceAll(/\/(?:\.?\/)+/g, '/').replace(/(?<=.)\/\.$/, '');
      return refusal(mended) === undefined ? replaceFix(`Write ${mended}`, route, field, mended, true) : [];
    },
  };
}

const pathCharacters = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/;

/** Why a path is refused. */
function refusal(path: string): string | undefined {
  if (!path.startsWith('/')) return 'does not begin with /';
  if (path.includes('//')) return 'has an empty element (//)';
  if (/\/\.\.?(\/|$)/.test(path)) return 'has an element . or ..';
  if (/%2f/i.test(path)) return 'has an escaped slash (%2F)';
  const strange = pathCharacters.test(path)
    ? undefined
    : [...path.replaceAll(/%[0-9a-fA-F]{2}/g, '')].find((character) => !pathCharacters.test(character));
  if (strange !== undefined) return `has the character "${strange}"`;
  return lengthRefusal(path);
}

function lengthRefusal({ length }: string): string | undefined {
  return length > 1024 ? 'is longer than 1024 characters' : undefined;
}

const grpcService = /^\.?[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*$/i;
const grpcMethod = /^[a-z_][a-z_0-9]*$/i;

function grpcFault({ grpc }: RouteMatch): Fault | undefined {
  if (grpc === undefined) return undefined;
  const { type, service, method } = grpc;
  if (service === undefined && method === undefined)
    return { at: type, words: 'has a match of gRPC with neither service nor method' };
  if (type.value !== 'Exact') return undefined;
  if (service?.value !== undefined && !grpcService.test(service.value))
    return {
      at: service,
      words: `has a match of type Exact for service ${service.value}, which is no name of a service`,
    };
  if (method?.value !== undefined && !grpcMethod.test(method.value))
    return { at: method, words: `has a match of type Exact for method ${method.value}, which is no name of a method` };
  return undefined;
}
