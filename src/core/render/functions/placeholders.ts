/**
 * Sprig v3.3 "Cryptographic and Security Functions", "UUID Functions", "Network Functions" and random strings. What Helm makes
 * at random or asks the network for is a stable placeholder here: none of it decides about ports or selectors.
 */
import { type Budget, RenderError, spend } from '../problem.ts';
import { bare, Dict, type Value } from '../value.ts';
import type { TemplateFunction } from './function.ts';
import { derived, pure, tracked } from './parameters.ts';

const letters = 'portolanplaceholder';

/** Characters of a set, always the same ones. */
function filled(count: number, set: string, budget: Budget): string {
  if (count < 0) return '';
  spend(budget, 'characters', count);
  return set.repeat(Math.ceil(count / set.length)).slice(0, count);
}

function random(set: string): TemplateFunction {
  return tracked(['int'], ({ budget }, count) => derived(filled(count, set, budget), []));
}

function pem(kind: string): string {
  return `-----BEGIN ${kind}-----\ncGxhY2Vob2xkZXI=\n-----END ${kind}-----\n`;
}

function certificate(): Value {
  const dict = new Dict();
  dict.set('Cert', bare(pem('CERTIFICATE')));
  dict.set('Key', bare(pem('RSA PRIVATE KEY')));
  return dict;
}

function privateKey(kind: string): string {
  if (kind === 'dsa') return pem('DSA PRIVATE KEY');
  if (kind === 'ecdsa') return pem('EC PRIVATE KEY');
  if (kind === 'ed25519') return pem('PRIVATE KEY');
  return kind === '' || kind === 'rsa' ? pem('RSA PRIVATE KEY') : `Unknown type ${kind}`;
}

export const placeholders: readonly (readonly [string, TemplateFunction])[] = [
  ['randAlphaNum', random(`${letters}1`)],
  ['randAlpha', random(letters)],
  ['randAscii', random(letters)],
  ['randNumeric', random('1234567890')],
  ['randBytes', tracked(['int'], ({ budget }, count) => derived(filled(4 * Math.ceil(count / 3), 'AAAA', budget), []))],
  [
    'randInt',
    pure(['int', 'int'], (least, most) => {
      if (most <= least) throw new RenderError('invalid argument to Intn');
      return BigInt(least);
    }),
  ],
  ['shuffle', tracked(['string'], (_, text) => text)],
  ['uuidv4', pure([], () => '00000000-0000-4000-8000-000000000000')],
  ['getHostByName', pure(['string'], () => '')],
  ['bcrypt', pure(['string'], () => '$2a$10$placeholderplaceholderplaceholderplaceholderplacehol')],
  [
    'htpasswd',
    pure(['string', 'string'], (user) =>
      user.includes(':')
        ? `invalid username: ${user}`
        : `${user}:$2a$10$placeholderplaceholderplaceholderplaceholderplacehol`,
    ),
  ],
  ['genPrivateKey', pure(['string'], privateKey)],
  ['derivePassword', pure(['int', 'string', 'string', 'string', 'string'], () => 'PlaceHolder1')],
  ['buildCustomCert', pure(['string', 'string'], certificate)],
  ['genCA', pure(['string', 'int'], certificate)],
  ['genCAWithKey', pure(['string', 'int', 'string'], certificate)],
  ['genSelfSignedCert', pure(['string', 'any', 'any', 'int'], certificate)],
  ['genSelfSignedCertWithKey', pure(['string', 'any', 'any', 'int', 'string'], certificate)],
  ['genSignedCert', pure(['string', 'any', 'any', 'int', 'any'], certificate)],
  ['genSignedCertWithKey', pure(['string', 'any', 'any', 'int', 'any', 'string'], certificate)],
  ['encryptAES', pure(['string', 'string'], () => 'cGxhY2Vob2xkZXI=')],
  ['decryptAES', pure(['string', 'string'], () => '')],
];
