import { type Address, type Block, blockHas, formatBlock } from '../../resources/ip.ts';

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
  /** Index among the regions, which are in preorder. */
  index: number;
  /** Index behind the last of the blocks inside it. */
  end: number;
  /** The smallest block around it. */
  parent: Node | undefined;
}

/** The regions that some blocks cut the addresses into. Blocks lie inside each other or apart. */
export class Regions {
  readonly list: readonly Region[];
  readonly #nodes: readonly Node[];
  readonly #byBlock = new Map<Block, Node>();

  constructor(blocks: readonly Block[]) {
    const roots: Block[] = [
      { address: { family: 'IPv4', bits: 0n }, prefix: 0 },
      { address: { family: 'IPv6', bits: 0n }, prefix: 0 },
    ];
    const byKey = new Map<string, Node>();
    for (const block of [...roots, ...blocks]) {
      const own = nodeOf(block);
      const key = `${block.address.family} ${own.first}/${block.prefix}`;
      const node = byKey.get(key) ?? own;
      if (node === own) byKey.set(key, own);
      this.#byBlock.set(block, node);
    }
    const nodes = [...byKey.values()].sort(inPreorder);
    const open: Node[] = [];
    for (const [index, node] of nodes.entries()) {
      node.index = index;
      while (open.length > 0 && !holds(open.at(-1), node)) close(open.pop(), index);
      node.parent = open.at(-1);
      open.push(node);
    }
    while (open.length > 0) close(open.pop(), nodes.length);
    this.#nodes = nodes;
    this.list = nodes.map((node, index) => ({
      cidr: formatBlock({ address: { ...node.block.address, bits: node.first }, prefix: node.block.prefix }),
      family: node.block.address.family,
      isRoot: node.block.prefix === 0,
      sample: this.#sampleOf(node, index),
    }));
  }

  /** The regions that make up a block, as indexes from `first` up to but not including `end`. The block must be one of those given. */
  within(block: Block): { readonly first: number; readonly end: number } {
    const node = this.#byBlock.get(block);
    return node === undefined ? { first: 0, end: 0 } : { first: node.index, end: node.end };
  }

  /** Which regions (1, by index) some blocks hold without their exceptions, if any of them does. The blocks must be known. */
  insideAny(tests: readonly { readonly block: Block; readonly except: readonly Block[] }[]): Uint8Array {
    const changes = new Int32Array(this.list.length + 1);
    const change = ({ first, end }: { readonly first: number; readonly end: number }, by: number) => {
      changes[first] = (changes[first] ?? 0) + by;
      changes[end] = (changes[end] ?? 0) - by;
    };
    for (const { block, except } of tests) {
      const own = this.within(block);
      const holes = except.map((hole) => this.within(hole)).sort((a, b) => a.first - b.first || b.end - a.end);
      if (holes.some(({ first, end }) => first <= own.first && end >= own.end)) continue;
      change(own, 1);
      let behind = own.first;
      for (const hole of holes) {
        // Blocks lie inside each other or apart, so a hole that begins before the end of another one lies in it.
        if (hole.first < behind || hole.end > own.end) continue;
        change(hole, -1);
        behind = hole.end;
      }
    }
    const inside = new Uint8Array(this.list.length);
    let depth = 0;
    for (let region = 0; region < inside.length; region++) {
      depth += changes[region] ?? 0;
      inside[region] = depth > 0 ? 1 : 0;
    }
    return inside;
  }

  /** Index of the region that holds an address. */
  of({ family, bits }: Address): number {
    let low = 0;
    let high = this.#nodes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const node = this.#nodes[middle];
      const own = node?.block.address.family;
      const isBefore = own === family ? node !== undefined && node.first <= bits : own === 'IPv4';
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    let node = this.#nodes[low - 1];
    while (node !== undefined && node.last < bits) node = node.parent;
    return node?.index ?? 0;
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
  return { block, first, last: first + (1n << rest) - 1n, index: 0, end: 0, parent: undefined };
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
