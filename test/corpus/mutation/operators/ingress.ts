import { become, digit, removed, rewritten, typo } from '../change.ts';
import { names, numbers, type Operator, type PathOperator } from '../operator.ts';

type Row = Omit<PathOperator, 'family' | 'kinds' | 'paths'> & { readonly at: readonly string[] };

const paths = 'spec.rules[].http.paths[]';
const backends = [`${paths}.backend.service`, 'spec.defaultBackend.service'];
const ofBackends = (field: string) => backends.map((backend) => `${backend}.${field}`);

const rows: readonly Row[] = [
  { name: 'Ingress backend: Service mistyped', at: ofBackends('name'), change: typo, target: names },
  { name: 'Ingress backend: port number mistyped', at: ofBackends('port.number'), change: digit, target: numbers },
  { name: 'Ingress backend: port name mistyped', at: ofBackends('port.name'), change: typo, target: names },
  {
    name: 'Ingress backend: port quoted',
    at: ofBackends('port.number'),
    change: rewritten((text) => `"${text}"`),
    target: names,
  },
  { name: 'Ingress backend: without a port', at: ofBackends('port'), change: removed, target: names },
  {
    name: 'Ingress path: without a slash',
    at: [`${paths}.path`],
    change: rewritten((text) => text.replace('/', 'x')),
    target: names,
  },
  { name: 'Ingress path: type mistyped', at: [`${paths}.pathType`], change: typo, target: names },
  { name: 'Ingress path: type removed', at: [`${paths}.pathType`], change: removed, target: names },
  {
    name: 'Ingress host: with an underscore',
    at: ['spec.rules[].host'],
    change: rewritten((text) => text.replace(/\.(\w)/, '_$1')),
    target: names,
  },
  {
    name: 'Ingress host: a port behind it',
    at: ['spec.rules[].host'],
    change: rewritten((text) => text.replace(/\w(?=["']?$)/, '$&:8080')),
    target: names,
  },
  { name: 'ingressClassName: mistyped', at: ['spec.ingressClassName'], change: typo, target: names },
  { name: 'Ingress: namespace mistyped', at: ['metadata.namespace'], change: typo, target: names },
  {
    name: 'Ingress: a version that is not served',
    at: ['apiVersion'],
    change: become('networking.k8s.io/v1beta1'),
    target: names,
  },
];

/** Mistakes in Ingresses. */
export const ingressOperators: readonly Operator[] = rows.map(({ at, ...row }) => ({
  ...row,
  family: 'Ingress',
  kinds: ['Ingress'],
  paths: at,
}));
