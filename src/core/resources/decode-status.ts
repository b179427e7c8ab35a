import { child, type Node } from '../manifest/node.ts';
import type { BalancerAddress } from './core-v1.ts';
import { plainText } from './decode-field.ts';

/**
 * What a status says, which only an object that was read from a cluster has: facts that nobody wrote, so that what is wrong
 * about them is no problem of the text.
 */

const noAddresses: readonly BalancerAddress[] = [];

/** `status.loadBalancer.ingress` of a Service or an Ingress. */
export function balancerAddresses(object: Node): readonly BalancerAddress[] {
  const items = itemsOf(child(child(object, 'status'), 'loadBalancer'), 'ingress');
  if (items.length === 0) return noAddresses;
  return items.flatMap((item) => {
    const address = plainText(item, 'ip') ?? plainText(item, 'hostname');
    return address === undefined ? [] : [{ address, mode: plainText(item, 'ipMode') === 'Proxy' ? 'Proxy' : 'VIP' }];
  });
}

/** The items of a list in a status; none where it is no list. */
export function itemsOf(parent: Node | undefined, key: string): readonly Node[] {
  const list = child(parent, key);
  return list?.type === 'sequence' ? list.items : [];
}
