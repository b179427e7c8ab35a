import type { Operator } from '../operator.ts';
import { endpointSliceOperators } from './endpoint-slice.ts';
import { gatewayOperators } from './gateway.ts';
import { ingressOperators } from './ingress.ts';
import { nameOperators } from './names.ts';
import { podOperators } from './pod.ts';
import { policyOperators } from './policy.ts';
import { referenceOperators } from './references.ts';
import { serviceOperators } from './service.ts';

/** Every kind of mistake, family by family. */
export const operators: readonly Operator[] = [
  ...serviceOperators,
  ...podOperators,
  ...nameOperators,
  ...referenceOperators,
  ...ingressOperators,
  ...gatewayOperators,
  ...policyOperators,
  ...endpointSliceOperators,
];
