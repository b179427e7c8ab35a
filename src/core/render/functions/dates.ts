/** Sprig v3.3 "Date Functions". There is no clock: `now` is always the same moment, and the local zone is UTC. */
import { formatDuration, hour, minute, parseDuration, round, second } from '../go/duration.ts';
import { parseInteger } from '../go/strconv.ts';
import { now, Time, zeroTime } from '../go/time.ts';
import { parseTime } from '../go/time-parse.ts';
import { loadZone, utc } from '../go/zone.ts';
import { RenderError } from '../problem.ts';
import { isString, stringOf, type Value } from '../value.ts';
import type { TemplateFunction } from './function.ts';
import { pure } from './parameters.ts';

/** The moment that a value stands for; `now` where it stands for none. */
function momentOf(value: Value): Time {
  if (value instanceof Time) return value;
  return typeof value === 'bigint' ? new Time(Number(value)) : now;
}

function inZone(layout: string, value: Value, zone: string): string {
  return momentOf(value).format(layout, loadZone(zone) ?? utc);
}

function modified(amount: string, time: Time): Time | string {
  const by = parseDuration(amount);
  return typeof by === 'string' ? by : time.plus(by);
}

function orFail(result: Time | string): Time {
  if (typeof result === 'string') throw new RenderError(result);
  return result;
}

function durationOf(value: Value): string {
  if (typeof value === 'bigint') return formatDuration(BigInt.asIntN(64, value * second));
  const seconds = isString(value) ? parseInteger(stringOf(value), 10) : {};
  return formatDuration(BigInt.asIntN(64, (seconds.value ?? 0n) * second));
}

const rounds: readonly (readonly [string, bigint])[] = [
  ['y', 365n * 24n * hour],
  ['mo', 30n * 24n * hour],
  ['d', 24n * hour],
  ['h', hour],
  ['m', minute],
  ['s', second],
];

function roundedDuration(value: Value): string {
  let nanoseconds = 0n;
  if (isString(value)) {
    const parsed = parseDuration(stringOf(value));
    if (typeof parsed === 'bigint') nanoseconds = parsed;
  } else if (typeof value === 'bigint') nanoseconds = value;
  else if (value instanceof Time) nanoseconds = now.since(value);
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const unit = rounds.find(([, length]) => size > length);
  return unit === undefined ? '0s' : `${size / unit[1]}${unit[0]}`;
}

const modify = pure(['string', 'time'], (amount, time) => {
  const result = modified(amount, time);
  return typeof result === 'string' ? time : result;
});
const mustModify = pure(['string', 'time'], (amount, time) => orFail(modified(amount, time)));
const dateInZone = pure(['string', 'any', 'string'], inZone);

export const dates: readonly (readonly [string, TemplateFunction])[] = [
  ['now', pure([], () => now)],
  ['ago', pure(['any'], (value) => formatDuration(round(now.since(momentOf(value)), second)))],
  ['date', pure(['string', 'any'], (layout, value) => inZone(layout, value, ''))],
  ['dateInZone', dateInZone],
  ['date_in_zone', dateInZone],
  ['htmlDate', pure(['any'], (value) => inZone('2006-01-02', value, ''))],
  ['htmlDateInZone', pure(['any', 'string'], (value, zone) => inZone('2006-01-02', value, zone))],
  ['dateModify', modify],
  ['date_modify', modify],
  ['mustDateModify', mustModify],
  ['must_date_modify', mustModify],
  ['duration', pure(['any'], durationOf)],
  ['durationRound', pure(['any'], roundedDuration)],
  [
    'toDate',
    pure(['string', 'string'], (layout, text) => {
      const result = parseTime(layout, text);
      return typeof result === 'string' ? zeroTime : result;
    }),
  ],
  ['mustToDate', pure(['string', 'string'], (layout, text) => orFail(parseTime(layout, text)))],
  ['unixEpoch', pure(['time'], (time) => String(time.seconds))],
];
