/** Time zones as Go's `time.LoadLocation` finds them; the local one is UTC. */
import { secondsOf } from './civil.ts';

/** A zone: its name, and how far it is from UTC at a moment, in seconds. */
export interface Zone {
  at(seconds: number): { readonly name: string; readonly offset: number };
}

export const utc: Zone = { at: () => ({ name: 'UTC', offset: 0 }) };

export function fixedZone(name: string, offset: number): Zone {
  return { at: () => ({ name, offset }) };
}

/** Where English has a short name for a zone depends on the country; Japanese has `JST`. */
const locales = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA', 'ja-JP'];

/** Zones by name: what Intl needs for one takes long to make. */
const loaded = new Map<string, Zone | undefined>();

/** The zone of a name of the IANA's database. */
export function loadZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC' || name === 'Local') return utc;
  if (!loaded.has(name)) {
    // Names without end must not gather.
    if (loaded.size > 500) loaded.clear();
    loaded.set(name, madeZone(name));
  }
  return loaded.get(name);
}

function madeZone(name: string): Zone | undefined {
  try {
    const numbers = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    });
    const names = locales.map((locale) => new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: 'short' }));
    return zoneOf(numbers, names);
  } catch {
    return undefined;
  }
}

/** A winter and a summer of a year in which every zone has a name; before 1970 Intl knows none. */
const namedMoments = [1, 7].map((month) => secondsOf({ year: 2000, month, day: 15 }, 0, 0, 0));

function zoneOf(numbers: Intl.DateTimeFormat, names: readonly Intl.DateTimeFormat[]): Zone {
  return {
    at(seconds) {
      const offset = offsetIn(numbers, seconds);
      for (const moment of [seconds, ...namedMoments]) {
        const name = names.map((format) => nameIn(format, moment)).find((one) => /^[A-Z]+$/.test(one));
        if (name !== undefined && offsetIn(numbers, moment) === offset) return { name, offset };
      }
      return { name: offsetName(offset), offset };
    },
  };
}

function offsetIn(numbers: Intl.DateTimeFormat, seconds: number): number {
  const parts = new Map(numbers.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year');
  const date = { year, month: part('month'), day: part('day') };
  return secondsOf(date, part('hour'), part('minute'), part('second')) - Math.floor(seconds);
}

function nameIn(format: Intl.DateTimeFormat, seconds: number): string {
  return format.formatToParts(seconds * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** What Go writes for a zone that has no name: `+01`. */
function offsetName(offset: number): string {
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 3600), Math.trunc((Math.abs(offset) % 3600) / 60)];
  const two = (value: number) => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(hours)}${minutes === 0 ? '' : two(minutes)}`;
}
