/** Days and dates of the Gregorian calendar, as Go's `time` counts them: also before it was introduced, with a year 0. */

export interface Civil {
  readonly year: number;
  /** From 1 on. */
  readonly month: number;
  readonly day: number;
}

/** Days since the first of January 1970. The month may be any number; days go on into the next months. */
export function daysOf(year: number, month: number, day: number): number {
  // Years that begin in March end with the day that not all of them have.
  const months = year * 12 + month - 3;
  const marchYear = Math.floor(months / 12);
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (months - marchYear * 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468;
}

/** The date of a number of days since the first of January 1970. */
export function civilOf(days: number): Civil {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

/** Seconds since 1970 of a moment of UTC. */
export function secondsOf({ year, month, day }: Civil, hour: number, minute: number, second: number): number {
  return daysOf(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
}
