import type { MapIndex } from './index-model.ts';
import type { MapFinding, MapNode } from './model.ts';

/** The title of a namespace's box. */
export function namespaceTitle({ label, detail, verdict }: MapNode<unknown>): string {
  const name = verdict === 'unknown' ? label : `namespace ${label}`;
  return detail === '' ? name : `${name} (${detail})`;
}

/** What a namespace holds: `4 Services · 5 workloads · 1 finding`. */
export function namespaceCounts({ id }: MapNode<unknown>, index: MapIndex): string {
  const cards = index.children(id);
  const count = (kind: string) => cards.filter((card) => card.kind === kind).length;
  const findings = cards.reduce((sum, card) => sum + seriousFindings(card).length, 0);
  const counted: readonly (readonly [number, string])[] = [
    [count('service'), 'Service'],
    [count('workload'), 'workload'],
    [findings, 'finding'],
  ];
  return counted.flatMap(([number, word]) => (number === 0 ? [] : [plural(number, word)])).join(' · ');
}

/** Errors and warnings of a node. */
export function seriousFindings({ findings }: MapNode<unknown>): readonly MapFinding[] {
  return findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
}

/** The worst of a node's errors and warnings. */
export function worstFinding(node: MapNode<unknown>): 'error' | 'warning' | undefined {
  const findings = seriousFindings(node);
  if (findings.some(({ severity }) => severity === 'error')) return 'error';
  return findings.length === 0 ? undefined : 'warning';
}

/** Whether a Service stands apart from what it should reach: nothing of it arrives. */
export function isUndocked(service: MapNode<unknown>, index: MapIndex): boolean {
  const ports = index.children(service.id);
  return service.verdict === 'broken' || (ports.length > 0 && ports.every(({ verdict }) => verdict === 'broken'));
}

/** Why nothing arrives, when it is the same for the whole Service: it then stands below the card. */
export function reasonBelow(card: MapNode<unknown>, index: MapIndex): string | undefined {
  if (card.kind !== 'service') return undefined;
  if (card.reason !== undefined) return card.reason;
  const [first, ...others] = index.children(card.id);
  const same = others.every(({ reason }) => reason === first?.reason);
  return same && isUndocked(card, index) ? first?.reason : undefined;
}

/** What goes wrong in a row, as its last words: the sign, and the reason unless it stands below the card. */
export function rowRemark(
  node: MapNode<unknown>,
  index: MapIndex,
): { readonly text: string; readonly tone: 'broken' | 'degraded' | 'unknown' } | undefined {
  const { verdict, reason } = node;
  const card = index.cardOf(node.id);
  const saysReason = card === undefined || reasonBelow(card, index) === undefined;
  const words = saysReason && reason !== undefined ? ` ${reason}` : '';
  const finding = worstFinding(node);
  if (verdict === 'broken' || finding === 'error') return { text: `✗${words}`, tone: 'broken' };
  if (verdict === 'degraded' || finding === 'warning') return { text: `!${words}`, tone: 'degraded' };
  return verdict === 'unknown' ? { text: `?${words}`, tone: 'unknown' } : undefined;
}

/** `1 Service`, `2 Services`. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
