/**
 * The API server's checks of names (`k8s.io/apimachinery/pkg/util/validation/validation.go`). Each gives the reason why a
 * value is refused, in the server's words without its regular expression, or `undefined` when it is accepted. The reason
 * follows the value: `"Web" must consist of …`.
 */

const label1123 = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const label1035 = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;
const searchLabel = /^_?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/;
const qualifiedPart = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const portCharacters = /^[-a-z0-9]+$/;

/** A label of DNS (RFC 1123): pod host names, subdomains, Service port names. */
export function dns1123LabelFault(value: string): string | undefined {
  if (value.length > 63) return tooLong(63);
  return label1123.test(value)
    ? undefined
    : "must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
}

/** A name of DNS (RFC 1123): names of most objects, hosts. */
export function dns1123SubdomainFault(value: string): string | undefined {
  if (value.length > 253) return tooLong(253);
  return value.split('.').every((label) => label1123.test(label))
    ? undefined
    : "must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
}

/** A domain that a resolver searches: underscores may stand in its labels. */
export function searchDomainFault(value: string): string | undefined {
  if (value.length > 253) return tooLong(253);
  return value.split('.').every((label) => searchLabel.test(label))
    ? undefined
    : "must consist of lower case alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
}

/** A host with `*` for its first label: Ingress and Gateway hosts. */
export function wildcardSubdomainFault(value: string): string | undefined {
  if (value.startsWith('*.') && dns1123SubdomainFault(value.slice(2)) === undefined)
    return value.length > 253 ? tooLong(253) : undefined;
  return "must be a wildcard DNS-1123 subdomain: '*.' and lower case alphanumeric characters, '-' or '.'";
}

/** A label of DNS that starts with a letter (RFC 1035): Service names before Kubernetes 1.36. */
export function dns1035LabelFault(value: string): string | undefined {
  if (value.length > 63) return tooLong(63);
  return label1035.test(value)
    ? undefined
    : "must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
}

/** A service name of IANA: names of container ports, target ports, probe ports, Ingress backends, policy ports. */
export function ianaServiceNameFault(value: string): string | undefined {
  if (value.length > 15) return tooLong(15);
  if (!portCharacters.test(value)) return 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)';
  if (!/[a-z]/.test(value)) return 'must contain at least one letter (a-z)';
  if (value.includes('--')) return 'must not contain consecutive hyphens';
  return value.startsWith('-') || value.endsWith('-') ? 'must not begin or end with a hyphen' : undefined;
}

/** A name with an optional DNS prefix (`example.com/name`): label and annotation keys, `appProtocol`, classes. */
export function qualifiedNameFault(value: string): string | undefined {
  const parts = value.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.length > 2) return "must be a name with an optional DNS subdomain prefix and '/' (e.g. example.com/MyName)";
  if (parts.length === 2) {
    const prefix = parts[0] ?? '';
    if (prefix === '') return 'prefix part must be non-empty';
    const fault = dns1123SubdomainFault(prefix);
    if (fault !== undefined) return `prefix part ${fault}`;
  }
  if (name === '') return 'name part must be non-empty';
  if (name.length > 63) return `name part ${tooLong(63)}`;
  return qualifiedPart.test(name)
    ? undefined
    : "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
}

/** The value of a label. */
export function labelValueFault(value: string): string | undefined {
  if (value.length > 63) return tooLong(63);
  return value === '' || qualifiedPart.test(value)
    ? undefined
    : "must be empty or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
}

/** A port by number or by name, as `targetPort` and probes have it (`ValidatePortNumOrName`). */
export function portFault(value: number | string): string | undefined {
  return typeof value === 'number' ? portNumberFault(value) : ianaServiceNameFault(value);
}

/** The number of a port. */
export function portNumberFault(value: number): string | undefined {
  return Number.isInteger(value) && value >= 1 && value <= 65535 ? undefined : 'must be between 1 and 65535, inclusive';
}

function tooLong(limit: number): string {
  return `must be no more than ${limit} characters`;
}
