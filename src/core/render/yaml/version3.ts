import type { ScalarNode } from '../../manifest/node.ts';
import { resolvePlain } from '../../manifest/scalar.ts';

/**
 * What go-yaml v3 takes a plain scalar for, which kustomize reads resources with (`resolve` of its resolve.go): `yes` and `on` are
 * strings, whole numbers int64, dates points in time, which become strings with a time.
 */
export function resolveVersion3(
  { value }: Pick<ScalarNode, 'value'>,
  written: string,
): string | number | bigint | boolean | null {
  // A tag has decided otherwise.
  if (typeof value === 'string' && resolvePlain(written) !== value) return value;
  const first = written.charCodeAt(0);
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46)
    return resolveNumber(written) ?? resolveDate(written) ?? (typeof value === 'string' ? value : written);
  if (typeof value !== 'boolean') return value;
  return /^(?:true|false)$/i.test(written) ? value : written;
}

function resolveNumber(written: string): number | bigint | undefined {
  const plain = written.replaceAll('_', '');
  const [, sign = '', digits = ''] =
    /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/.exec(plain) ?? [];
  if (digits !== '') {
    const size = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
    const whole = sign === '-' ? -size : size;
    if (whole >= -(2n ** 63n) && whole < 2n ** 64n) return whole;
  }
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(plain)) {
    const number = Number(plain);
    return Number.isFinite(number) ? number : undefined;
  }
  const special = /^([-+]?)\.(inf|Inf|INF|nan|NaN|NAN)$/.exec(written);
  if (special === null) return undefined;
  return special[2]?.toLowerCase() === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
}

/** A date as it is written behind JSON. */
function resolveDate(written: string): string | undefined {
  const date = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(written);
  if (date !== null) {
    const [, year = '', month = '', day = ''] = date;
    return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T00:00:00Z`;
  }
  const time = /^(\d{4}-\d{1,2}-\d{1,2})[Tt ]+(\d{1,2}:\d{1,2}:\d{1,2})(\.\d+)?(Z|[-+]\d{2}:\d{2})?$/.exec(written);
  if (time === null) return undefined;
  const [, day = '', clock = '', fraction = '', zone] = time;
  return `${day}T${clock}${fraction.replace(/0+$/, '').replace(/^\.$/, '')}${zone ?? 'Z'}`;
}

/** What a text without quotes and tags means. */
export function resolveText(text: string): string | number | bigint | boolean | null {
  return resolveVersion3({ value: resolvePlain(text) }, text);
}
