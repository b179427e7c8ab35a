import type { Ingress, IngressClass } from '../../resources/networking-v1.ts';
import { sameItems } from '../../world/common-ends.ts';
import type { FactSlot, World } from '../../world/world.ts';
import { statedClass } from './fields.ts';

/** The classes of a stack by name: those that are there, and of those that Ingresses name one that does. */
export interface ClassesInUse {
  readonly classes: ReadonlyMap<string, IngressClass>;
  readonly users: ReadonlyMap<string, Ingress>;
  /** How many Ingresses name each class. */
  readonly counts: ReadonlyMap<string, number>;
}

const stackClasses: FactSlot<ClassesInUse> = {
  name: 'ingressClassesInUse',
  reads: ['ingress', 'ingressClass'],
  same: (a, b) => sameEntries(a.classes, b.classes) && sameEntries(a.users, b.users) && sameEntries(a.counts, b.counts),
  compute(world) {
    const classes = new Map<string, IngressClass>();
    for (const own of world.all('ingressClass'))
      if (own.name?.value !== undefined && !classes.has(own.name.value)) classes.set(own.name.value, own);
    const users = new Map<string, Ingress>();
    const counts = new Map<string, number>();
    for (const ingress of world.all('ingress')) {
      const name = statedClass(ingress)?.value;
      if (name === undefined) continue;
      if (!users.has(name)) users.set(name, ingress);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return { classes, users, counts };
  },
};

/** The classes of a stack. */
export function classesInUse(world: World): ClassesInUse {
  return world.fact(stackClasses);
}

function sameEntries<V>(a: ReadonlyMap<string, V>, b: ReadonlyMap<string, V>): boolean {
  return sameItems([...a].flat(), [...b].flat());
}
