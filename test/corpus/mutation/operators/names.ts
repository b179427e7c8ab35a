import { rewritten, typo } from '../change.ts';
import { names, type Operator } from '../operator.ts';
import { makers } from './pod.ts';

/** Mistakes in names and namespaces, and in what binds a StatefulSet to its Service. */
export const nameOperators: readonly Operator[] = [
  {
    name: 'Service: name mistyped',
    family: 'names',
    kinds: ['Service'],
    paths: ['metadata.name'],
    change: typo,
    target: names,
  },
  {
    name: 'Service: name with an underscore',
    family: 'names',
    kinds: ['Service'],
    paths: ['metadata.name'],
    change: rewritten((text) => text.replace(/(\w)(\w)$/, '$1_$2')),
    target: names,
  },
  {
    name: 'Service: namespace mistyped',
    family: 'names',
    kinds: ['Service'],
    paths: ['metadata.namespace'],
    change: typo,
    target: names,
  },
  {
    name: 'workload: namespace mistyped',
    family: 'names',
    kinds: makers,
    paths: ['metadata.namespace'],
    change: typo,
    target: names,
  },
  {
    name: 'serviceName: mistyped',
    family: 'headless',
    kinds: ['StatefulSet'],
    paths: ['spec.serviceName'],
    change: typo,
    target: names,
  },
  {
    name: 'subdomain: mistyped',
    family: 'headless',
    kinds: makers,
    paths: ['pod.subdomain'],
    change: typo,
    target: names,
  },
];
