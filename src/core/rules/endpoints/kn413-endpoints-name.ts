import { defineRule } from '../rule.ts';
import { areOfVolumes } from '../shared/manual-endpoints.ts';
import { reportMissing } from './missing.ts';

/**
 * Endpoints belong to the Service of the same name and namespace. Where there is no such Service, nothing uses their addresses. It is an error when the stack shows which Service was meant and that one has no other endpoints, information otherwise.
 *
 * @bad
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: postgres }
 * spec: { ports: [{ port: 5432 }] }
 * ---
 * apiVersion: v1
 * kind: Endpoints
 * metadata: { name: postgers }
 * subsets: [{ addresses: [{ ip: 192.0.2.7 }], ports: [{ port: 5432 }] }]
 * ```
 * @good
 * ```yaml
 * apiVersion: v1
 * kind: Service
 * metadata: { name: postgres }
 * spec: { ports: [{ port: 5432 }] }
 * ---
 * apiVersion: v1
 * kind: Endpoints
 * metadata: { name: postgres }
 * subsets: [{ addresses: [{ ip: 192.0.2.7 }], ports: [{ port: 5432 }] }]
 * ```
 * @exceptions Records of leader election, Endpoints that volumes of GlusterFS read, objects read from a cluster or with an owner, Services that an operator may create, stacks that are not wholly rendered.
 * @source pkg/controller/endpointslicemirroring, syncEndpoints
 */
export const kn413 = defineRule({
  code: 'KN413',
  name: 'endpoints-name',
  severity: 'error',
  summary: 'Endpoints have the name of no Service.',
  subjects: ['endpoints'],
  reads: ['service', 'endpointSlice', 'endpoints', 'other', 'podMaker'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['pkg/controller/endpointslicemirroring, syncEndpoints'],
  check(endpoints, { world }, report) {
    if (!areOfVolumes(world, endpoints)) reportMissing(world, endpoints, report);
  },
});
