import { resolvePlain } from '../../manifest/scalar.ts';

/** Whether a string, written without quotes, is read as that string (`resolve` and `isBase60Float` of go-yaml v2). */
export function staysString(text: string): boolean {
  return typeof resolvePlain(text) === 'string' && !baseSixty.test(text) && !isTimestamp(text);
}

const baseSixty = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

const timestamp =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt]| )([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?)?(Z|[-+][0-9]{2}:[0-9]{2})?$/;

/** `parseTimestamp` of go-yaml: a date, or a date and time with a zone behind `T` and none behind a space. */
function isTimestamp(text: string): boolean {
  const found = timestamp.exec(text);
  if (found === null) return false;
  const [, year, month, day, hour, minute, second, zone] = found;
  if ((zone === undefined) !== (hour === undefined || text.includes(' '))) return false;
  return (
    between(month, 1, 12) &&
    between(day, 1, daysOf(Number(year), Number(month))) &&
    (hour === undefined || (between(hour, 0, 23) && between(minute, 0, 59) && between(second, 0, 59)))
  );
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function between(digits: string | undefined, low: number, high: number): boolean {
  const value = Number(digits);
  return value >= low && value <= high;
}
