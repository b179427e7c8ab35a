/** Floating point numbers as Go's `strconv.FormatFloat` writes them (64 bits). */

/** The decimal digits of a number without leading zeros, and how many of them stand before the point. */
interface Digits {
  readonly digits: string;
  readonly point: number;
}

/** Formats `e`, `E`, `f`, `g`, `G`, `b`, `x`, `X`; a precision of -1 is the fewest digits that are needed. */
export function formatFloat(value: number, format: string, precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  switch (format) {
    case 'b':
      return sign + binary(size);
    case 'x':
      return sign + hexadecimal(size, precision);
    case 'X':
      return sign + hexadecimal(size, precision).toUpperCase();
    case 'e':
    case 'E':
      return sign + exponential(rounded(size, precision < 0 ? undefined : precision + 1), precision, format);
    case 'f': {
      const digits = precision < 0 ? shortest(size) : cut(exact(size), exact(size).point + precision);
      return sign + fixed(digits, precision < 0 ? Math.max(digits.digits.length - digits.point, 0) : precision);
    }
    default: {
      const wanted = precision === 0 ? 1 : precision;
      const digits = rounded(size, wanted < 0 ? undefined : wanted);
      const { length } = digits.digits;
      const limit = wanted < 0 ? 6 : wanted > length && length >= digits.point ? length : wanted;
      if (digits.point - 1 < -4 || digits.point - 1 >= limit)
        return sign + exponential(digits, Math.max(length - 1, 0), format === 'G' ? 'E' : 'e');
      return sign + fixed(digits, Math.max(length - digits.point, 0));
    }
  }
}

function rounded(size: number, count: number | undefined): Digits {
  return count === undefined ? shortest(size) : cut(exact(size), count);
}

/** The fewest digits that stand for the number: JavaScript and Go agree on them. */
function shortest(size: number): Digits {
  if (size === 0) return { digits: '', point: 0 };
  const [mantissa = '', exponent = ''] = size.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

/** All digits of the number. */
function exact(size: number): Digits {
  if (size === 0) return { digits: '', point: 0 };
  const { mantissa, exponent } = parts(size);
  const scaled = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent);
  const text = scaled.toString();
  return { digits: text.replace(/0+$/, ''), point: text.length + Math.min(exponent, 0) };
}

/** Rounds to a number of digits, a half to the even one. */
function cut({ digits, point }: Digits, count: number): Digits {
  if (count >= digits.length) return { digits, point };
  if (count < 0) return { digits: '', point: 0 };
  const rest = digits.slice(count);
  const kept = digits.slice(0, count);
  const isOdd = count > 0 && Number(kept.at(-1)) % 2 === 1;
  const goesUp = rest > '5' || (rest === '5' && isOdd);
  if (!goesUp) return { digits: kept.replace(/0+$/, ''), point };
  const up = (BigInt(kept === '' ? '0' : kept) + 1n).toString();
  return { digits: up.replace(/0+$/, ''), point: up.length > count ? point + 1 : point };
}

function exponential({ digits, point }: Digits, precision: number, letter: string): string {
  const places = precision < 0 ? Math.max(digits.length - 1, 0) : precision;
  const exponent = digits === '' ? 0 : point - 1;
  const mantissa = digits.padEnd(places + 1, '0').slice(0, places + 1);
  const power = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa.slice(0, 1)}${places > 0 ? `.${mantissa.slice(1)}` : ''}${letter}${exponent < 0 ? '-' : '+'}${power}`;
}

function fixed({ digits, point }: Digits, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (places <= 0) return whole;
  const fraction = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
  return `${whole}.${fraction.padEnd(places, '0').slice(0, places)}`;
}

/** The whole number and the power of two that make a number. */
function parts(size: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, size);
  const bits = view.getBigUint64(0);
  const power = Number(bits >> 52n) & 0x7ff;
  const fraction = bits & 0xfffffffffffffn;
  return power === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: power - 1075 };
}

function binary(size: number): string {
  const { mantissa, exponent } = parts(size);
  return `${mantissa}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

function hexadecimal(size: number, precision: number): string {
  let { mantissa, exponent } = parts(size);
  if (mantissa !== 0n) while (mantissa >> 52n === 0n) [mantissa, exponent] = [mantissa << 1n, exponent - 1];
  exponent = mantissa === 0n ? 0 : exponent + 52;
  if (precision >= 0 && precision < 13) {
    const drop = BigInt(4 * (13 - precision));
    const half = 1n << (drop - 1n);
    const rest = mantissa & ((1n << drop) - 1n);
    mantissa >>= drop;
    if (rest > half || (rest === half && mantissa % 2n === 1n)) mantissa += 1n;
    mantissa <<= drop;
    if (mantissa >> 53n !== 0n) [mantissa, exponent] = [mantissa >> 1n, exponent + 1];
  }
  const fraction = (mantissa & 0xfffffffffffffn).toString(16).padStart(13, '0');
  const shown = precision < 0 ? fraction.replace(/0+$/, '') : fraction.padEnd(precision, '0').slice(0, precision);
  const power = String(Math.abs(exponent)).padStart(2, '0');
  return `0x${mantissa >> 52n}${shown === '' ? '' : `.${shown}`}p${exponent < 0 ? '-' : '+'}${power}`;
}
