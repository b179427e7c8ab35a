import { type Address, type Block, blockHas, formatAddress } from '../../resources/ip.ts';

/**
 * A part of the addresses outside: those of a block without those of the smaller blocks inside it that rules name too, so
 * that all of its addresses are alike to every rule.
 */
export interface Region {
  /** The block it is cut from, as text. */
  readonly cidr: string;
  readonly family: Address['family'];
  /** Its block is that of a whole family, which no rule need name. */
  readonly isRoot: boolean;
  /** One of its addresses; `undefined` when the smaller blocks leave none. */
  readonly sample: Address | undefined;
}

interface Node {
  readonly block: Block;
  readonly first: bigint;
  readonly last: bigint;
  /** Index behind the last of the blocks inside it: regions are in preorder. */
  end: number;
}

/** The regions that some blocks cut the addresses into. Blocks lie inside each other or apart. */
export class Regions {
  readonly list: readonly Region[];
  readonly #nodes: readonly Node[];
  readonly #byKey = new Map<string, Node>();
  readonly #index = new Map<Node, number>();

  constructor(blocks: readonly Block[]) {
    const roots: Block[] = [
      { address: { family: 'IPv4', bits: 0n }, prefix: 0 },
      { address: { family: 'IPv6', bits: 0n }, prefix: 0 },
    ];
    for (const block of [...roots, ...blocks]) {
      const key = keyOf(block);
      if (!this.#byKey.has(key)) this.#byKey.set(key, nodeOf(block));
    }
    const nodes = [...this.#byKey.values()].sort(inPreorder);
    const open: Node[] = [];
    for (const [index, node] of nodes.entries()) {
      this.#index.set(node, index);
      while (open.length > 0 && !holds(open.at(-1), node)) close(open.pop(), index);
      open.push(node);
    }
    while (open.length > 0) close(open.pop(), nodes.length);
    this.#nodes = nodes;
    this.list = nodes.map((node, index) => ({
      cidr: `${formatAddress({ family: node.block.address.family, bits: node.first })}/${node.block.prefix}`,
      family: node.block.address.family,
      isRoot: node.block.prefix === 0,
      sample: this.#sampleOf(node, index),
    }));
  }

  /** The regions that make up a block, as indexes from `first` up to but not including `end`. The block must be known. */
  within(block: Block): { readonly first: number; readonly end: number } {
    const node = this.#byKey.get(keyOf(block));
    const first = node === undefined ? undefined : this.#index.get(node);
    return node === undefined || first === undefined ? { first: 0, end: 0 } : { first, end: node.end };
  }

  /** Index of the region that holds an address. */
  of(address: Address): number {
    let found = 0;
    for (let i = 0; i < this.#nodes.length; ) {
      const node = this.#nodes[i];
      if (node === undefined) break;
      const isInside =
        node.first <= address.bits && address.bits <= node.last && node.block.address.family === address.family;
      if (isInside) {
        found = i;
        i++;
      } else i = node.end;
    }
    return found;
  }

  #sampleOf(node: Node, index: number): Address | undefined {
    let free = node.first;
    for (let i = index + 1; i < node.end; ) {
      const inner = this.#nodes[i];
      if (inner === undefined || inner.first > free) break;
      free = inner.last + 1n;
      i = inner.end;
    }
    return free > node.last ? undefined : { family: node.block.address.family, bits: free };
  }
}

function nodeOf(block: Block): Node {
  const size = block.address.family === 'IPv4' ? 32 : 128;
  const rest = BigInt(size - block.prefix);
  const first = (block.address.bits >> rest) << rest;
  return { block, first, last: first + (1n << rest) - 1n, end: 0 };
}

function keyOf(block: Block): string {
  return `${block.address.family} ${nodeOf(block).first}/${block.prefix}`;
}

function inPreorder(a: Node, b: Node): number {
  const { family } = a.block.address;
  if (family !== b.block.address.family) return family === 'IPv4' ? -1 : 1;
  return a.first < b.first ? -1 : a.first > b.first ? 1 : a.block.prefix - b.block.prefix;
}

function holds(outer: Node | undefined, inner: Node): boolean {
  return outer !== undefined && blockHas(outer.block, inner.block.address);
}

function close(node: Node | undefined, end: number): void {
  if (node !== undefined) node.end = end;
}
