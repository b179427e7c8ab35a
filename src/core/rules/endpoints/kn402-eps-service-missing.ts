import { defineRule } from '../rule.ts';
import { reportMissing } from './missing.ts';

/**
 * An EndpointSlice gives endpoints to the Service that its label `kubernetes.io/service-name` names, in its own namespace. Where there is no such Service, nothing uses its addresses. It is an error when the stack shows which Service was meant and that one has no other endpoints, information otherwise.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: postgres }
 * spec: { ports: [{ port: 5432 }] }
 * ---
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: postgres-1, labels: { kubernetes.io/service-name: postgers } }
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.2.7] }]
 * ports: [{ port: 5432 }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: postgres }
 * spec: { ports: [{ port: 5432 }] }
 * ---
 * apiVersion: discovery.k8s.io/v1
 * kind: EndpointSlice
 * metadata: { name: postgres-1, labels: { kubernetes.io/service-name: postgres } }
 * addressType: IPv4
 * endpoints: [{ addresses: [192.0.2.7] }]
 * ports: [{ port: 5432 }]
 * ```
 * @exceptions Slices read from a cluster or with an owner, Services that an operator may create, stacks that are not wholly rendered.
 * @source pkg/proxy/endpointslicecache.go, endpointSliceCacheKeys
 */
export const kn402 = defineRule({
  code: 'KN402',
  name: 'eps-service-missing',
  severity: 'error',
  summary: 'An EndpointSlice names a Service that is not there.',
  subjects: ['endpointSlice'],
  reads: ['service', 'endpointSlice', 'endpoints', 'other', 'podMaker'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/proxy/endpointslicecache.go, endpointSliceCacheKeys'],
  check: (slice, { world }, report) => reportMissing(world, slice, report),
});
