import { isHeadless } from '../../network/service.ts';
import type { EndpointSlice } from '../../resources/core-v1.ts';
import { parseAddress } from '../../resources/ip.ts';
import type { World } from '../../world/world.ts';
import { defineRule, type Report } from '../rule.ts';
import { fixOf, insertInto, replaceFix } from '../shared/edits.ts';
import { isManual, serviceOf } from '../shared/manual-endpoints.ts';
import { describe, join, relatedTo } from '../shared/words.ts';

/**
 * All addresses of a slice are of its `addressType`; the API server refuses others. A slice whose type is none of the families of its Service is taken and never used, because kube-proxy forwards within a family.
 *
 * @bad
 * ```yaml
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
 * addressType: IPv4
 * endpoints: [{ addresses: ["2001:db8::7"] }]
 * ports: [{ port: 5432 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
 * addressType: IPv6
 * endpoints: [{ addresses: ["2001:db8::7"] }]
 * ports: [{ port: 5432 }]
 * ```
 * @exceptions A slice of another family than its Service is a warning, and none at headless Services, whose addresses DNS hands out.
 * @source pkg/apis/discovery/validation/validation.go, validateEndpoints
 */
export const kn407 = defineRule({
  code: 'KN407',
  name: 'eps-family',
  severity: 'error',
  summary: 'An endpoint has an address of another family than its slice.',
  subjects: ['endpointSlice'],
  reads: ['service'],
  within: 'namespace',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/discovery/validation/validation.go, validateEndpoints'],
  check(slice, { world }, report) {
    const type = slice.addressType;
    const families = familiesOf(slice);
    if (type === undefined) return withoutType(slice, families, report);
    if (type.value === undefined) return;
    if (!types.includes(type.value)) {
      report({
        at: type,
        message: `${describe(slice)} has the addressType "${type.value}"; the API server takes IPv4, IPv6 or FQDN.`,
        fixes: () => typeFix(slice, families),
      });
      return;
    }
    if (type.value === 'FQDN') return;
    const odd = families.filter(({ family }) => family !== undefined && family !== type.value);
    const [first] = odd;
    if (first !== undefined && odd.length === families.length)
      report({
        at: type,
        message: `${describe(slice)} is of addressType ${type.value}, and ${
          odd.length === 1 ? `its address ${first.value} is` : `its addresses (${first.value}, …) are`
        } of ${first.family}: the API server refuses it.`,
        related: [relatedTo(slice, first, `${first.value} is of ${first.family}`)],
        fixes: () => typeFix(slice, families),
      });
    else
      for (const { value, family, start, end } of odd)
        report({
          at: { start, end },
          message: `${describe(slice)} is of addressType ${type.value}, and its address ${value} is of ${family}: the API server refuses it.`,
          related: [relatedTo(slice, type, `the addressType is ${type.value}`)],
        });
    if (odd.length === 0) otherThanService(world, slice, type.value, report);
  },
});

const types: readonly string[] = ['IPv4', 'IPv6', 'FQDN'];

interface AddressFamily {
  readonly value: string;
  /** `undefined` for what is no address. */
  readonly family: 'IPv4' | 'IPv6' | undefined;
  readonly start: number;
  readonly end: number;
}

/** The addresses that are known, with their families. */
function familiesOf({ endpoints }: EndpointSlice): readonly AddressFamily[] {
  return endpoints.flatMap(({ addresses }) =>
    addresses.flatMap(({ value, start, end }) =>
      value === undefined ? [] : [{ value, family: parseAddress(value)?.family, start, end }],
    ),
  );
}

function withoutType(slice: EndpointSlice, families: readonly AddressFamily[], report: (report: Report) => void): void {
  // An excerpt that only names an object states no addresses either.
  if (families.length === 0) return;
  report({
    at: slice.kindSpan,
    message: `${describe(slice)} states no addressType: the API server refuses it.`,
    fixes: () => {
      const family = commonFamily(families);
      return family === undefined
        ? []
        : fixOf(
            `Add addressType: ${family}`,
            [insertInto(slice, slice.span, { addressType: family }, { after: 'metadata' })],
            true,
          );
    },
  });
}

function typeFix(slice: EndpointSlice, families: readonly AddressFamily[]) {
  const family = commonFamily(families);
  return family === undefined || slice.addressType === undefined
    ? []
    : replaceFix(`Use addressType ${family}`, slice, slice.addressType, family, true);
}

function commonFamily(families: readonly AddressFamily[]): string | undefined {
  const [first] = families;
  return families.every(({ family }) => family === first?.family) ? first?.family : undefined;
}

/** kube-proxy ignores endpoints of a family that their Service does not have. */
function otherThanService(world: World, slice: EndpointSlice, type: string, report: (report: Report) => void): void {
  const service = serviceOf(world, slice);
  if (service === undefined || !isManual(slice) || isHeadless(service)) return;
  const { ipFamilies, ipFamilyPolicy } = service;
  const [first] = ipFamilies;
  // Any other policy may add the second family.
  const single = ipFamilyPolicy === undefined || ipFamilyPolicy.value === 'SingleStack';
  if (first === undefined || slice.addressType === undefined || (ipFamilies.length === 1 && !single)) return;
  if (ipFamilies.some(({ value }) => value === undefined || value === type)) return;
  report({
    at: slice.addressType,
    severity: 'warning',
    message: `${describe(slice)} is of addressType ${type}, and ${describe(service)} has ${join(
      ipFamilies.map(({ value }) => value ?? '?'),
    )} only: kube-proxy does not use its addresses.`,
    related: [relatedTo(service, first, `${describe(service)} has ${first.value}`)],
  });
}
