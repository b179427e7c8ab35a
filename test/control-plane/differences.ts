/** A difference between the server and Portolan that stays. */
export interface Difference {
  /** How the server's answer begins. */
  readonly answer: RegExp;
  /** What the objects have in common that it is about, as JSON. */
  readonly of?: RegExp;
  /** The rule that says it with less than an error. */
  readonly milder?: string;
  readonly because: string;
}

const empty = 'an empty text counts as absent, and the reader keeps no more of it';
const partial = 'what lacks several required fields is a part of an object: a patch, or an excerpt in documentation';
const channel =
  'the experimental channel tells parents apart by their ports too, and which one is installed no text says';

/** Every difference, twenty at most; each has to be met. */
export const differences: readonly Difference[] = [
  {
    answer:
      /^spec\.clusterIPs: Invalid value: \["192\.0\.2\.1"(?:,"")?\]: failed to allocate IP 192\.0\.2\.1: the provided IP/,
    because: 'only the cluster knows its range of addresses (KN244)',
  },
  {
    answer: /^spec\.externalName: Invalid value: "DB\.example\.com": a lowercase RFC 1123 subdomain must consist of/,
    because: 'a label of a host in capitals stands for something that people fill in',
  },
  {
    answer: /^spec\.ports: Required value/,
    milder: 'KN222',
    because: 'a Service without ports, selector and type may be a patch: KN222 is an info then',
  },
  {
    answer:
      /^spec\.healthCheckNodePort: Invalid value: 65536: may only be set when `type` is 'LoadBalancer' and `external/,
    of: /"selector":null/,
    because: 'a Service without selector and type may be a patch',
  },
  {
    answer: /^spec: Invalid value: null: either `defaultBackend` or `rules` must be specified/,
    milder: 'KN520',
    because: 'an Ingress that states no rules may be a patch: KN520 is an info then',
  },
  { answer: /^spec\.ingressClassName: Invalid value: "": a lowercase RFC 1123 subdomain/, because: empty },
  {
    answer: /^spec\.tls\[0\]\.hosts\[0\]: Invalid value: "": a lowercase RFC 1123 subdomain/,
    of: /"hosts":\[null/,
    because: 'an item that is null counts as absent',
  },
  {
    answer: /^spec\.(?:in|e)gress\[0\]\.ports\[0\]\.protocol: Unsupported value: "": supported values: "TCP", "UDP"/,
    because: empty,
  },
  {
    answer:
      /^spec\.(?:in|e)gress\[0\]\.ports\[0\]\.port: Invalid value: "": must contain only alpha-numeric characters/,
    because: empty,
  },
  { answer: /^ports\[0\]\.protocol: Unsupported value: "": supported values: "SCTP", "TCP", "UDP"/, because: empty },
  { answer: /^addressType: Required value/, of: /^(?!.*"addresses")/, because: partial },
  {
    answer: /^subsets\[0\]\.(?:notReadyA|a)ddresses\[0\]\.ip: Invalid value: "": must be a valid IP address/,
    because: empty,
  },
  {
    answer:
      /^spec\.parentRefs: Invalid value: sectionName must be (?:unique|specified) when parentRefs includes 2 or more/,
    of: /"parentRefs":\[[^\]]*"port"/,
    because: channel,
  },
  {
    answer: /^spec\.rules\[\d\]\.filters\[0\]\.type: Unsupported value: "HeaderModifier": supported values/,
    because: 'another version may know the type; KN617 names what is meant where it is a typing mistake',
  },
  {
    answer: /^spec\.rules\[0\]: Invalid value: When using URLRewrite filter with path\.replacePrefixMatch, exactly one/,
    of: /"matches":\[\]/,
    because: 'an empty list counts as absent, for which the server has a PathPrefix match',
  },
  { answer: /^spec\.priority: Required value; spec\.subject: Required value/, because: partial },
];
