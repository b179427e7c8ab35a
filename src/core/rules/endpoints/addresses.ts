import type { EndpointSlice, Endpoints } from '../../resources/core-v1.ts';
import type { Stated } from '../../resources/field.ts';
import type { ManualEndpoints } from '../shared/manual-endpoints.ts';

/** Every address that a slice or Endpoints state, those that are not ready included. */
export function addressesIn(resource: ManualEndpoints): readonly Stated<string>[] {
  return resource.type === 'endpointSlice' ? addressesOfSlice(resource) : addressesOfEndpoints(resource);
}

function addressesOfSlice({ endpoints }: EndpointSlice): readonly Stated<string>[] {
  return endpoints.flatMap(({ addresses }) => addresses);
}

function addressesOfEndpoints({ subsets }: Endpoints): readonly Stated<string>[] {
  return subsets.flatMap(({ addresses, notReadyAddresses }) => [...addresses, ...notReadyAddresses]);
}
