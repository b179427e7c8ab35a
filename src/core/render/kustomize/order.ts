/**
 * The order of the result: by kind, as `sortOptions` documents its legacy order (what others need first, webhooks last),
 * unless the kustomization asks for the order of its resources.
 */
import { byBytes, type Dict, dictAt, itemsAt, stringAt } from '../value.ts';
import { type Gvk, type Resource, scalarText } from './resource.ts';

const orderFirst: readonly string[] = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];
const orderLast: readonly string[] = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/** The resources in the order that the root's `sortOptions` asks for. */
export function ordered(resources: readonly Resource[], sortOptions: Dict | undefined): readonly Resource[] {
  if (stringAt(sortOptions, 'order') === 'fifo') return resources;
  const legacy = dictAt(sortOptions, 'legacySortOptions');
  const names = (key: string, otherwise: readonly string[]) =>
    legacy === undefined ? otherwise : itemsAt(legacy, key).map((item) => scalarText(item) ?? '');
  const first = names('orderFirst', orderFirst);
  const last = names('orderLast', orderLast);
  const ranks = new Map<string, number>();
  for (const [index, kind] of first.entries()) ranks.set(kind, index - first.length);
  for (const [index, kind] of last.entries()) ranks.set(kind, index + 1);
  return resources
    .map((resource) => {
      const { id } = resource;
      return { resource, id, type: typeText(id), text: [id.namespace || '~X', id.name || '~N'].join('|') };
    })
    .sort((a, b) => {
      const byRank = (ranks.get(a.id.kind) ?? 0) - (ranks.get(b.id.kind) ?? 0);
      if (byRank !== 0) return byRank;
      // Namespaces of Kubernetes itself come before kinds of others with that name.
      const isCore = a.id.kind === 'Namespace' && b.id.kind === 'Namespace' && (a.id.group === '' || b.id.group === '');
      const byType = byBytes(a.type, b.type);
      return (isCore ? -byType : byType) || byBytes(a.text, b.text);
    })
    .map(({ resource }) => resource);
}

/** What decides between kinds of one rank; what is empty comes last. */
function typeText({ group, version, kind }: Gvk): string {
  return [group || '~G', version || '~V', kind || '~K'].join('_');
}
