/** Times as Go's `time.ParseInLocation` reads them. */
import { civilOf, daysOf } from './civil.ts';
import { quoteBytes } from './duration.ts';
import { Time } from './time.ts';
import { days, months, splitLayout } from './time-format.ts';
import { fixedZone, utc } from './zone.ts';

interface Fields {
  year: number;
  month: number;
  day: number;
  yearDay: number;
  hour: number;
  minute: number;
  second: number;
  nanoseconds: number;
  isAfternoon: boolean | undefined;
  offset: number | undefined;
  zoneName: string | undefined;
}

/** What cannot be read, and where. */
class Unread extends Error {}

/** Reads a time; a string says what is wrong. */
export function parseTime(layout: string, text: string): Time | string {
  try {
    return new Reader(layout, text).run();
  } catch (error) {
    if (error instanceof Unread) return error.message;
    throw error;
  }
}

class Reader {
  readonly #layout: string;
  readonly #text: string;
  #rest: string;
  readonly #fields: Fields = {
    year: 0,
    month: -1,
    day: -1,
    yearDay: -1,
    hour: 0,
    minute: 0,
    second: 0,
    nanoseconds: 0,
    isAfternoon: undefined,
    offset: undefined,
    zoneName: undefined,
  };

  constructor(layout: string, text: string) {
    this.#layout = layout;
    this.#text = text;
    this.#rest = text;
  }

  run(): Time {
    const parts = splitLayout(this.#layout);
    for (const [index, part] of parts.entries()) {
      if (index % 2 === 0) this.#literal(part);
      else this.#special(part, parts[index + 1] === '' ? parts[index + 2] : undefined);
    }
    if (this.#rest !== '') throw this.#problem(`: extra text: ${quoteBytes(this.#rest)}`);
    return this.#time();
  }

  #problem(words: string): Unread {
    return new Unread(`parsing time ${quoteBytes(this.#text)}${words}`);
  }

  #unread(part: string): Unread {
    return this.#problem(
      ` as ${quoteBytes(this.#layout)}: cannot parse ${quoteBytes(this.#rest)} as ${quoteBytes(part)}`,
    );
  }

  #outOfRange(what: string): Unread {
    return this.#problem(`: ${what} out of range`);
  }

  /** Plain text; spaces match any number of spaces. */
  #literal(part: string): void {
    let rest = this.#rest;
    for (let at = 0; at < part.length; ) {
      if (part[at] === ' ') {
        if (rest !== '' && rest[0] !== ' ') throw this.#unread(part);
        at += /^ +/.exec(part.slice(at))?.[0].length ?? 1;
        rest = rest.replace(/^ +/, '');
      } else if (rest[0] === part[at]) {
        rest = rest.slice(1);
        at++;
      } else throw this.#unread(part);
    }
    this.#rest = rest;
  }

  #take(pattern: RegExp, part: string): string {
    const [taken] = pattern.exec(this.#rest) ?? [];
    if (taken === undefined) throw this.#unread(part);
    this.#rest = this.#rest.slice(taken.length);
    return taken;
  }

  #number(part: string): number {
    return Number(this.#take(part.startsWith('0') ? /^[0-9]{2}/ : /^[0-9]{1,2}/, part));
  }

  #name(names: readonly string[], part: string): number {
    const index = names.findIndex((name) => this.#rest.toLowerCase().startsWith(name.toLowerCase()));
    if (index < 0) throw this.#unread(part);
    this.#rest = this.#rest.slice(names[index]?.length);
    return index;
  }

  #special(part: string, next: string | undefined): void {
    const fields = this.#fields;
    const short = (names: readonly string[]) => names.map((name) => name.slice(0, 3));
    switch (part) {
      case '06': {
        const year = Number(this.#take(/^[0-9]{2}/, part));
        fields.year = year + (year >= 69 ? 1900 : 2000);
        return;
      }
      case '2006':
        fields.year = Number(this.#take(/^[0-9]{4}/, part));
        return;
      case 'Jan':
        fields.month = this.#name(short(months), part) + 1;
        return;
      case 'January':
        fields.month = this.#name(months, part) + 1;
        return;
      case '1':
      case '01':
        fields.month = this.#number(part);
        if (fields.month < 1 || fields.month > 12) throw this.#outOfRange('month');
        return;
      case 'Mon':
        this.#name(short(days), part);
        return;
      case 'Monday':
        this.#name(days, part);
        return;
      case '2':
      case '_2':
      case '02':
        if (part === '_2' && this.#rest.startsWith(' ')) this.#rest = this.#rest.slice(1);
        fields.day = this.#number(part);
        return;
      case '__2':
      case '002':
        fields.yearDay = Number(this.#take(part === '002' ? /^[0-9]{3}/ : /^ {0,2}[0-9]{1,3}/, part));
        return;
      case '15':
        fields.hour = this.#number(part);
        if (fields.hour > 23) throw this.#outOfRange('hour');
        return;
      case '3':
      case '03':
        fields.hour = this.#number(part);
        if (fields.hour > 12) throw this.#outOfRange('hour');
        return;
      case '4':
      case '04':
        fields.minute = this.#number(part);
        if (fields.minute > 59) throw this.#outOfRange('minute');
        return;
      case '5':
      case '05':
        fields.second = this.#number(part);
        if (fields.second > 59) throw this.#outOfRange('second');
        if (/^[.,][0-9]/.test(this.#rest) && next?.match(/^[.,]/) == null) this.#fraction(/^[.,][0-9]+/, part);
        return;
      case 'PM':
      case 'pm':
        fields.isAfternoon = this.#take(part === 'PM' ? /^(?:PM|AM)/ : /^(?:pm|am)/, part).toLowerCase() === 'pm';
        return;
      case 'MST':
        this.#zone(part);
        return;
      case '_':
        this.#literal(part);
        return;
      default:
        if (/^[.,]0/.test(part)) this.#fraction(new RegExp(`^[.,][0-9]{${part.length - 1}}`), part);
        else if (/^[.,]/.test(part)) {
          if (/^[.,][0-9]/.test(this.#rest)) this.#fraction(/^[.,][0-9]+/, part);
        } else this.#offset(part);
    }
  }

  #fraction(pattern: RegExp, part: string): void {
    const taken = this.#take(pattern, part);
    this.#fields.nanoseconds = Number(taken.slice(1, 10).padEnd(9, '0'));
  }

  #offset(part: string): void {
    if (part.startsWith('Z') && this.#rest.startsWith('Z')) {
      this.#rest = this.#rest.slice(1);
      this.#fields.offset = 0;
      return;
    }
    const form = part.slice(1).replace(/07|00/g, '[0-9]{2}');
    const taken = this.#take(new RegExp(`^[+-]${form}`), part);
    const [hours = 0, minutes = 0, seconds = 0] = (taken.match(/[0-9]{2}/g) ?? []).map(Number);
    if (hours > 24) throw this.#outOfRange('time zone offset hour');
    if (minutes > 60) throw this.#outOfRange('time zone offset minute');
    this.#fields.offset = (taken.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
  }

  #zone(part: string): void {
    if (this.#rest.startsWith('UTC')) {
      this.#rest = this.#rest.slice(3);
      this.#fields.offset = 0;
      return;
    }
    this.#fields.zoneName = this.#take(
      /^(?:GMT[+-][0-9]{1,2}|ChST|MeST|[A-Z]{4}T|[A-Z]{3}T|[A-Z]{3}|[+-][0-9]{2})/,
      part,
    );
  }

  #time(): Time {
    const fields = this.#fields;
    let { month, day, hour } = fields;
    if (fields.isAfternoon === true && hour < 12) hour += 12;
    else if (fields.isAfternoon === false && hour === 12) hour = 0;
    if (fields.yearDay >= 0) {
      const date = civilOf(daysOf(fields.year, 1, fields.yearDay));
      if (date.year !== fields.year) throw this.#outOfRange('day-of-year');
      ({ month, day } = date);
    }
    if (month < 0) month = 1;
    if (day < 0) day = 1;
    const days = daysOf(fields.year, month, day);
    if (civilOf(days).day !== day) throw this.#outOfRange('day');
    const seconds = days * 86_400 + hour * 3600 + fields.minute * 60 + fields.second;
    const { offset, zoneName, nanoseconds } = fields;
    if (offset === 0) return new Time(seconds, nanoseconds, utc);
    if (offset !== undefined) return new Time(seconds - offset, nanoseconds, fixedZone(zoneName ?? '', offset));
    const guessed = /^GMT([+-][0-9]+)$/.exec(zoneName ?? '');
    const own = guessed === null ? 0 : Number(guessed[1]) * 3600;
    return zoneName === undefined
      ? new Time(seconds, nanoseconds, utc)
      : new Time(seconds - own, nanoseconds, fixedZone(zoneName, own));
  }
}
