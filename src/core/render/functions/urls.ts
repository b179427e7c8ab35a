/** Sprig v3.3 "URL Functions". */
import { kindName } from '../go/reflect.ts';
import { formatUrl, formatUser, hostname, parseUrl, userOf } from '../go/url.ts';
import { orElse, RenderError } from '../problem.ts';
import { bare, Dict, isString, stringOf } from '../value.ts';
import type { TemplateFunction } from './function.ts';
import { pure } from './parameters.ts';

function orPanic<T>(what: string, read: () => T): T {
  return orElse(read, ({ message }) => {
    throw new RenderError(`unable to parse ${what}: ${message}`);
  });
}

function parsed(text: string): Dict {
  const url = orPanic('url', () => parseUrl(text));
  const dict = new Dict();
  const { scheme, host, path, query, opaque, fragment, user } = url;
  const entries = { scheme, host, hostname: hostname(url), path, query, opaque, fragment };
  for (const [key, value] of Object.entries(entries)) dict.set(key, bare(value));
  dict.set('userinfo', bare(user === undefined ? '' : formatUser(user)));
  return dict;
}

function joined(dict: Dict): string {
  const part = (key: string) => {
    const entry = dict.get(key);
    if (entry === undefined) return '';
    if (isString(entry.value)) return stringOf(entry.value);
    if (entry.value === null) throw new RenderError('runtime error: invalid memory address or nil pointer dereference');
    throw new RenderError(`unable to parse ${key} key, must be of type string, but ${kindName(entry.value)} found`);
  };
  const url = {
    scheme: part('scheme'),
    host: part('host'),
    path: part('path'),
    rawPath: '',
    query: part('query'),
    opaque: part('opaque'),
    fragment: part('fragment'),
  };
  const userinfo = part('userinfo');
  const user = userinfo === '' ? undefined : orPanic('userinfo in dict', () => userOf(userinfo));
  return formatUrl({ ...url, user });
}

export const urls: readonly (readonly [string, TemplateFunction])[] = [
  ['urlParse', pure(['string'], parsed)],
  ['urlJoin', pure(['map'], joined)],
];
