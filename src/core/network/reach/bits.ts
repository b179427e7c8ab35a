/** A set of small numbers. Those of one computation have the same size; operations make new sets. */
export class Bits {
  readonly words: Uint32Array;

  constructor(words: Uint32Array) {
    this.words = words;
  }

  /** The set without members, for numbers below `size`. */
  static empty(size: number): Bits {
    return new Bits(new Uint32Array((size + 31) >>> 5));
  }

  /** The numbers from `first` up to but not including `end`. */
  static range(size: number, first: number, end: number): Bits {
    const bits = Bits.empty(size);
    for (let i = first; i < end; ) {
      if ((i & 31) === 0 && i + 32 <= end) {
        bits.words[i >>> 5] = 0xffffffff;
        i += 32;
      } else bits.add(i++);
    }
    return bits;
  }

  /** Adds a member; only for a set that nobody else holds yet. */
  add(member: number): void {
    const word = member >>> 5;
    this.words[word] = (this.words[word] ?? 0) | (1 << (member & 31));
  }

  /** Adds all members of another set; only for a set that nobody else holds yet. */
  include(other: Bits | undefined): void {
    if (other === undefined) return;
    for (let i = 0; i < this.words.length; i++) this.words[i] = (this.words[i] ?? 0) | (other.words[i] ?? 0);
  }

  has(member: number): boolean {
    return ((this.words[member >>> 5] ?? 0) & (1 << (member & 31))) !== 0;
  }

  get isEmpty(): boolean {
    return this.words.every((word) => word === 0);
  }

  and({ words }: Bits): Bits {
    const result = new Uint32Array(words.length);
    for (let i = 0; i < words.length; i++) result[i] = (this.words[i] ?? 0) & (words[i] ?? 0);
    return new Bits(result);
  }

  or({ words }: Bits): Bits {
    const result = new Uint32Array(words.length);
    for (let i = 0; i < words.length; i++) result[i] = (this.words[i] ?? 0) | (words[i] ?? 0);
    return new Bits(result);
  }

  /** The members that are not in another set. */
  minus({ words }: Bits): Bits {
    const result = new Uint32Array(words.length);
    for (let i = 0; i < words.length; i++) result[i] = (this.words[i] ?? 0) & ~(words[i] ?? 0);
    return new Bits(result);
  }

  /** How many members there are. */
  get count(): number {
    let count = 0;
    for (let word of this.words) {
      word -= (word >>> 1) & 0x55555555;
      word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
      count += (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
    }
    return count;
  }

  /** The members, ascending. */
  members(): readonly number[] {
    const members: number[] = [];
    this.forEach((member) => {
      members.push(member);
    });
    return members;
  }

  /** Calls back with every member, ascending. */
  forEach(call: (member: number) => void): void {
    const { words } = this;
    for (let i = 0; i < words.length; i++)
      for (let word = words[i] ?? 0; word !== 0; word &= word - 1) call((i << 5) + 31 - Math.clz32(word & -word));
  }
}

/** Members of which something surely holds, and those of which it may; the second set holds the first. */
export interface Match {
  readonly must: Bits;
  readonly may: Bits;
}

/** A match as moves: members that have another state than the rest. 2 is where it surely holds, 1 where it may, 0 where not. */
export interface Moves {
  readonly rest: number;
  readonly moved: readonly { readonly state: number; readonly members: readonly number[] }[];
}

/** The moves of a match over the numbers below `size`: of those where it holds and those where it does not the fewer move. */
export function movesOf({ must, may }: Match, all: Bits): Moves {
  const maybe = must === may ? [] : may.minus(must).members();
  const isDense = must.count > all.count >>> 1;
  const moved = [
    isDense ? { state: 0, members: all.minus(may).members() } : { state: 2, members: must.members() },
    { state: 1, members: maybe },
  ];
  return { rest: isDense ? 2 : 0, moved: moved.filter(({ members }) => members.length > 0) };
}

/** A match about which everything is known. */
export function surely(bits: Bits): Match {
  return { must: bits, may: bits };
}

/** Where both hold. */
export function bothOf(a: Match, b: Match): Match {
  const must = a.must.and(b.must);
  return a.must === a.may && b.must === b.may ? surely(must) : { must, may: a.may.and(b.may) };
}

/** Where either holds. */
export function eitherOf(a: Match, b: Match): Match {
  const must = a.must.or(b.must);
  return a.must === a.may && b.must === b.may ? surely(must) : { must, may: a.may.or(b.may) };
}

/** Where it does not hold, among all. */
export function outsideOf(match: Match, all: Bits): Match {
  const must = all.minus(match.may);
  return match.must === match.may ? surely(must) : { must, may: all.minus(match.must) };
}
