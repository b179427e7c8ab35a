import type { World } from '../../../src/core/world/world.ts';
import type { Random } from '../../support/random.ts';
import type { Change, Edit } from './change.ts';
import type { Place } from './place.ts';

/** The families of rules that operators are for. */
export type Family =
  | 'Service'
  | 'pods'
  | 'names'
  | 'headless'
  | 'references'
  | 'Ingress'
  | 'Gateway'
  | 'policies'
  | 'EndpointSlice';

/** What every operator states. */
interface Stated {
  readonly name: string;
  readonly family: Family;
  /** The share of breaking mutations that is to be found, in percent; stated before anything was measured. */
  readonly target: number;
}

/** A mistake in a value at a path of some kinds. */
export interface PathOperator extends Stated {
  readonly kinds: readonly string[];
  readonly paths: readonly string[];
  readonly change: Change;
  /** Of the places at the paths those that the mistake can be made at. */
  readonly when?: (place: Place) => boolean;
}

/** A mistake in what a whole stack has to tell the places of: where it is made in which way. */
export interface WorldOperator extends Stated {
  readonly edits: (world: World, domain: string, random: Random) => Iterable<Edit & Pick<Place, 'document'>>;
}

/** One kind of mistake. */
export type Operator = PathOperator | WorldOperator;

/** What people mistype, of names and of words: found almost always. */
export const names = 97;
/** Digits: another number may be right as well. */
export const numbers = 80;
