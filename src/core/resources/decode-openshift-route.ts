import type { MapNode } from '../manifest/node.ts';
import { freeText, integer, map, maps, numberOrName, openList, type Reading, spanOf, text } from './decode-field.ts';
import { decodeBase, type ObjectHead } from './decode-metadata.ts';
import type { BackendReference, Route, RouteMatch } from './gateway-api.ts';

/**
 * Decodes an OpenShift Route (route.openshift.io/v1) as the one rule it is: host and path to one Service and its alternatives.
 * `port` of its backends is `spec.port.targetPort`: the name of a Service port, or the number of the pods' own port.
 */
export function decodeOpenShiftRoute(reading: Reading, head: ObjectHead): Route {
  const spec = map(reading, head.node, 'spec');
  const host = text(reading, spec, 'host');
  const to = map(reading, spec, 'to');
  const port = numberOrName(reading, map(reading, spec, 'port'), 'targetPort');
  const backends = [
    ...(to === undefined ? [] : [decodeRouteTarget(reading, to)]),
    ...maps(reading, spec, 'alternateBackends', decodeRouteTarget),
  ];
  const tls = map(reading, spec, 'tls');
  const at = spanOf(spec ?? head.node);
  return {
    ...decodeBase(reading, head),
    type: 'route',
    hostnames: host === undefined ? [] : [host],
    parents: [],
    defaultGateways: undefined,
    rules: [
      {
        matches: pathMatch(reading, spec),
        filters: [],
        backends: backends.map((backend) => ({ ...backend, port })),
        open: openList(reading, spec, 'alternateBackends'),
        ...at,
      },
    ],
    open: undefined,
    openShift: {
      termination: text(reading, tls, 'termination'),
      insecure: text(reading, tls, 'insecureEdgeTerminationPolicy'),
      wildcardPolicy: text(reading, spec, 'wildcardPolicy'),
    },
  };
}

function pathMatch(reading: Reading, spec: MapNode | undefined): readonly RouteMatch[] {
  const value = freeText(reading, spec, 'path');
  if (value === undefined || value.value === '') return [];
  const { start, end } = value;
  const type = { value: 'PathPrefix', start, end };
  const none = { method: undefined, grpc: undefined, headers: 0, queryParams: 0 };
  return [{ words: value.value ?? '?', path: { type, value }, ...none, start, end }];
}

function decodeRouteTarget(reading: Reading, item: MapNode): BackendReference {
  return {
    group: '',
    kind: text(reading, item, 'kind')?.value ?? 'Service',
    namespace: undefined,
    name: text(reading, item, 'name'),
    port: undefined,
    sectionName: undefined,
    weight: integer(reading, item, 'weight'),
    start: item.start,
    end: item.end,
  };
}
