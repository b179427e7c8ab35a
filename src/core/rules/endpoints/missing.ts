import type { World } from '../../world/world.ts';
import type { Report } from '../rule.ts';
import { replaceFix } from '../shared/edits.ts';
import { awaits, isManual, type ManualEndpoints, missingService, serviceNameOf } from '../shared/manual-endpoints.ts';
import { describe, relatedTo } from '../shared/words.ts';

/** Reports that the Service of a slice or of Endpoints is not there (KN402, KN413). */
export function reportMissing(world: World, resource: ManualEndpoints, report: (report: Report) => void): void {
  const field = serviceNameOf(resource);
  if (field === undefined || !isManual(resource)) return;
  const missing = missingService(world, resource);
  if (missing === undefined) return;
  const { name, meant, why } = missing;
  const namespace = world.namespaceOf(resource);
  const here = namespace.assumed ? 'this stack' : `namespace "${namespace.name}"`;
  const there =
    meant === undefined
      ? ''
      : why === 'typo'
        ? `; there is "${meant.name?.value}"`
        : `; it is in namespace "${world.namespaceOf(meant).name}"`;
  const refused = meant !== undefined && awaits(world, meant);
  const at = why === 'namespace' ? (resource.namespace ?? field) : field;
  report({
    at,
    severity: meant === undefined ? 'info' : refused ? 'error' : 'warning',
    message: `${describe(resource)} ${
      resource.type === 'endpointSlice' ? `names Service "${name}", which` : `belongs to the Service of its name, which`
    } is not in ${here}${there}: ${meant === undefined ? 'unless it is elsewhere, ' : ''}nothing uses its addresses${
      refused ? `, and connections to ${describe(meant)} are refused` : ''
    }.`,
    related:
      meant === undefined
        ? []
        : [
            relatedTo(
              meant,
              (why === 'namespace' ? meant.namespace : undefined) ?? meant.name ?? meant.kindSpan,
              `${describe(meant)} is probably meant`,
            ),
          ],
    fixes: () => {
      const value = why === 'namespace' ? meant?.namespace?.value : meant?.name?.value;
      // A Service that has endpoints already would get these besides.
      if (value === undefined || !refused || (why === 'namespace' && resource.namespace === undefined)) return [];
      const title =
        why === 'namespace'
          ? `Move ${describe(resource)} to namespace ${value}`
          : `Use ${resource.type === 'endpointSlice' ? 'Service' : 'the name'} ${value}`;
      return replaceFix(title, resource, at, value, true);
    },
  });
}
