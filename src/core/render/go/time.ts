/** Go's `time.Time`. */
import { RenderError } from '../problem.ts';
import { bare, type Item, isString, Native, stringOf } from '../value.ts';
import { civilOf, daysOf, secondsOf } from './civil.ts';
import { Duration } from './duration.ts';
import { formatTime } from './time-format.ts';
import { utc, type Zone } from './zone.ts';

/** The year, month… of a moment in a zone. */
export interface Calendar {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
  readonly yearDay: number;
  readonly zone: string;
  readonly offset: number;
}

type Members = Map<string, (args: readonly Item[]) => Item>;

export class Time extends Native {
  /** Seconds since 1970. */
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly zone: Zone;

  constructor(seconds: number, nanoseconds = 0, zone = utc) {
    const members: Members = new Map();
    super('time.Time', members, stringOfTime(seconds, nanoseconds, zone));
    this.seconds = seconds;
    this.nanoseconds = nanoseconds;
    this.zone = zone;
    addMembers(members, this);
  }

  in(zone: Zone): Time {
    return new Time(this.seconds, this.nanoseconds, zone);
  }

  format(layout: string, zone = this.zone): string {
    return formatTime(calendar(this.seconds, zone), this.nanoseconds, layout);
  }

  /** Later by some nanoseconds. */
  plus(nanoseconds: bigint): Time {
    const sum = BigInt(this.nanoseconds) + nanoseconds;
    const rest = ((sum % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
    return new Time(this.seconds + Number((sum - rest) / 1_000_000_000n), Number(rest), this.zone);
  }

  /** Nanoseconds since another moment. */
  since(other: Time): bigint {
    return BigInt(this.seconds - other.seconds) * 1_000_000_000n + BigInt(this.nanoseconds - other.nanoseconds);
  }
}

/** Intl knows time zones for some 270,000 years around 1970. */
const latest = 8.64e12;

/** What `now` is: the engine has no clock, and the same chart always renders the same. */
export const now = new Time(secondsOf({ year: 2025, month: 1, day: 1 }, 0, 0, 0));

/** The zero of Go's type: the first day of the year 1. */
export const zeroTime = new Time(-62_135_596_800);

function calendar(seconds: number, zone: Zone): Calendar {
  const { name, offset } = zone.at(seconds);
  const local = Math.floor(seconds) + offset;
  const days = Math.floor(local / 86_400);
  const inDay = local - days * 86_400;
  const { year, month, day } = civilOf(days);
  return {
    year,
    month,
    day,
    hour: Math.floor(inDay / 3600),
    minute: Math.floor((inDay % 3600) / 60),
    second: inDay % 60,
    // The first of January 1970 was a Thursday.
    weekday: (((days + 4) % 7) + 7) % 7,
    yearDay: days - daysOf(year, 1, 1) + 1,
    zone: name,
    offset,
  };
}

function stringOfTime(seconds: number, nanoseconds: number, zone: Zone): string {
  if (Math.abs(seconds) > latest) throw new RenderError('this time is out of range');
  return formatTime(calendar(seconds, zone), nanoseconds, '2006-01-02 15:04:05.999999999 -0700 MST');
}

function addMembers(members: Members, time: Time): void {
  const parts = () => calendar(time.seconds, time.zone);
  const number = (name: string, value: () => number) => members.set(name, () => bare(BigInt(value())));
  number('Year', () => parts().year);
  number('Day', () => parts().day);
  number('Hour', () => parts().hour);
  number('Minute', () => parts().minute);
  number('Second', () => parts().second);
  number('Nanosecond', () => time.nanoseconds);
  number('YearDay', () => parts().yearDay);
  number('Unix', () => time.seconds);
  number('UnixMilli', () => time.seconds * 1000 + Math.floor(time.nanoseconds / 1_000_000));
  members.set('UnixNano', () => bare(BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanoseconds)));
  members.set('Month', () => bare(named('time.Month', parts(), 'January')));
  members.set('Weekday', () => bare(named('time.Weekday', parts(), 'Monday')));
  members.set('IsZero', () => bare(time.seconds === zeroTime.seconds && time.nanoseconds === 0));
  members.set('UTC', () => bare(time.in(utc)));
  members.set('Local', () => bare(time.in(utc)));
  members.set('String', () => bare(time.printed ?? ''));
  members.set('Format', ([layout]) => {
    if (layout === undefined || !isString(layout.value)) throw new RenderError('wrong type for value; expected string');
    return bare(time.format(stringOf(layout.value)));
  });
  members.set('Add', ([by]) => {
    if (!(by?.value instanceof Duration)) throw new RenderError('wrong type for value; expected time.Duration');
    return bare(time.plus(by.value.nanoseconds));
  });
}

function named(typeName: string, parts: Calendar, layout: string): Native {
  return new Native(typeName, new Map(), formatTime(parts, 0, layout));
}
