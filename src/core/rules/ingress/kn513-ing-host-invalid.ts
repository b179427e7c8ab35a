import { parseAddress } from '../../resources/ip.ts';
import { dns1123SubdomainFault, wildcardSubdomainFault } from '../../resources/names.ts';
import type { Ingress } from '../../resources/networking-v1.ts';
import { placeholderWord } from '../../resources/placeholder.ts';
import { defineRule, type Fix } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { describe } from '../shared/words.ts';
import { isCurrent } from './fields.ts';

/**
 * The host of a rule is a name of DNS, or `*.` and one: in lower case, without a scheme, a port or a path, and no address. Hosts of `tls` are checked alike, and so are `ingressClassName` and the names of Secrets.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   rules:
 *     - host: https://shop.example.com
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   rules:
 *     - host: shop.example.com
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
 * ```
 * @source pkg/apis/networking/validation/validation.go, validateIngressRules, validateIngressTLS, ValidateIngressClassName
 */
export const kn513 = defineRule({
  code: 'KN513',
  name: 'ing-host-invalid',
  severity: 'error',
  summary: 'The API server refuses a host, or another name, of an Ingress.',
  subjects: ['ingress'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  refused: true,
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/apis/networking/validation/validation.go, validateIngressRules'],
  check(ingress, _context, report) {
    if (!isCurrent(ingress)) return;
    const refuse = (host: Ingress['tls'][number]['hosts'][number], of: string, fault: string | undefined) => {
      if (host.value === undefined || fault === undefined) return;
      report({
        at: host,
        message: `${describe(ingress)} has ${of} "${host.value}", which ${fault}: the API server refuses it.`,
        fixes: () => hostFix(ingress, host),
      });
    };
    for (const { host } of ingress.rules)
      if (host?.value !== undefined)
        refuse(
          host,
          'a rule for',
          parseAddress(host.value) === undefined
            ? faultOf(host.value)
            : 'is an address; a host has to be a name of DNS',
        );
    for (const { hosts } of ingress.tls)
      for (const host of hosts) if (host.value !== undefined) refuse(host, 'a tls entry for', faultOf(host.value));
    for (const [name, of] of [
      [ingress.className, 'the class'] as const,
      ...ingress.tls.map(({ secretName }) => [secretName, 'the secretName'] as const),
    ]) {
      const fault = name?.value === undefined ? undefined : nameFault(name.value);
      if (name !== undefined && fault !== undefined)
        report({
          at: name,
          message: `${describe(ingress)} has ${of} "${name.value}", which ${fault}: the API server refuses it.`,
        });
    }
  },
});

function faultOf(host: string): string | undefined {
  return host.includes('*') ? unlessPlaceholder(host, wildcardSubdomainFault(host)) : nameFault(host);
}

/** What is wrong with the name of an object. */
function nameFault(name: string): string | undefined {
  return unlessPlaceholder(name, dns1123SubdomainFault(name));
}

/** A fault, but not of what is not meant as it is: `YOUR_HOST.example.com`. */
function unlessPlaceholder(name: string, fault: string | undefined): string | undefined {
  return name.split('.').some((label) => placeholderWord(label) !== undefined) ? undefined : fault;
}

/** The host alone, in lower case. */
function hostFix(ingress: Ingress, host: Ingress['tls'][number]['hosts'][number]): readonly Fix[] {
  const mended = host.value
    ?.toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/\/.*$/, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '');
  return mended === undefined || mended === '' || parseAddress(mended) !== undefined || faultOf(mended) !== undefined
    ? []
    : replaceFix(`Use ${mended}`, ingress, host, mended, true);
}
