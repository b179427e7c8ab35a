/** Times as Go's `Time.Format` writes them. */
import type { Calendar } from './time.ts';

export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** The parts of a layout that stand for something (`nextStdChunk`), one after the other. */
const chunk =
  /(January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|002|0[1-6]|15|1|2006|2|_(?=2006)|__2|_2|3|4|5|PM|pm|[-Z]07(?:0000|:00:00|00|:00)?|[.,](?:0+|9+)(?![0-9]))/;

export const rfc3339Nano = '2006-01-02T15:04:05.999999999Z07:00';

/** A layout as its plain and its special parts in turn; the first one is plain. */
export function splitLayout(layout: string): string[] {
  return layout.split(chunk);
}

export function formatTime(parts: Calendar, nanoseconds: number, layout: string): string {
  return splitLayout(layout)
    .map((part, index) => (index % 2 === 0 ? part : formatted(part, parts, nanoseconds)))
    .join('');
}

function formatted(part: string, parts: Calendar, nanoseconds: number): string {
  const padded = (value: number, width = 2, fill = '0') => String(value).padStart(width, fill);
  const hour12 = parts.hour % 12 === 0 ? 12 : parts.hour % 12;
  switch (part) {
    case 'January':
      return months[parts.month - 1] ?? '';
    case 'Jan':
      return (months[parts.month - 1] ?? '').slice(0, 3);
    case '1':
      return String(parts.month);
    case '01':
      return padded(parts.month);
    case 'Monday':
      return days[parts.weekday] ?? '';
    case 'Mon':
      return (days[parts.weekday] ?? '').slice(0, 3);
    case '2':
      return String(parts.day);
    case '_2':
      return padded(parts.day, 2, ' ');
    case '02':
      return padded(parts.day);
    case '__2':
      return padded(parts.yearDay, 3, ' ');
    case '002':
      return padded(parts.yearDay, 3);
    case '15':
      return padded(parts.hour);
    case '3':
      return String(hour12);
    case '03':
      return padded(hour12);
    case '4':
      return String(parts.minute);
    case '04':
      return padded(parts.minute);
    case '5':
      return String(parts.second);
    case '05':
      return padded(parts.second);
    case '2006':
      return parts.year < 0 ? `-${padded(-parts.year, 4)}` : padded(parts.year, 4);
    case '06':
      return padded(((parts.year % 100) + 100) % 100);
    case 'PM':
      return parts.hour >= 12 ? 'PM' : 'AM';
    case 'pm':
      return parts.hour >= 12 ? 'pm' : 'am';
    case 'MST':
      return parts.zone === '' ? offsetText(parts.offset, '-0700') : parts.zone;
    case '_':
      return '_';
    default:
      return /^[.,]/.test(part) ? fraction(part, nanoseconds) : offsetText(parts.offset, part);
  }
}

function fraction(part: string, nanoseconds: number): string {
  const digits = String(nanoseconds)
    .padStart(9, '0')
    .padEnd(part.length - 1, '0')
    .slice(0, part.length - 1);
  if (part.charAt(1) === '0') return part.charAt(0) + digits;
  const shown = digits.replace(/0+$/, '');
  return shown === '' ? '' : part.charAt(0) + shown;
}

function offsetText(offset: number, layout: string): string {
  if (layout.startsWith('Z') && offset === 0) return 'Z';
  const size = Math.abs(offset);
  const two = (value: number) => String(Math.trunc(value)).padStart(2, '0');
  const colon = layout.includes(':') ? ':' : '';
  const minutes = layout.length > 3 ? `${colon}${two((size % 3600) / 60)}` : '';
  const seconds = layout.length > 6 ? `${colon}${two(size % 60)}` : '';
  return `${offset < 0 ? '-' : '+'}${two(size / 3600)}${minutes}${seconds}`;
}
