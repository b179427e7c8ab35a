/** Last words of names whose value is a host: `DB_HOST`, `spring.datasource.url`, `--redis-address`, `seedBrokers`. */
const hostWords: ReadonlySet<string> = new Set([
  'host',
  'hosts',
  'hostname',
  'hostnames',
  'addr',
  'addrs',
  'address',
  'addresses',
  'url',
  'urls',
  'uri',
  'uris',
  'dsn',
  'endpoint',
  'endpoints',
  'server',
  'servers',
  'service',
  'broker',
  'brokers',
  'upstream',
  'upstreams',
  'backend',
  'target',
  'targets',
  'master',
  'primary',
  'peer',
  'peers',
  'seed',
  'seeds',
  'gateway',
  'proxy',
  'join',
]);

/** Words of names whose value is an address that the process listens on. */
const listenWords: ReadonlySet<string> = new Set(['listen', 'listener', 'listeners', 'bind', 'bound']);

/** Words of names whose value is an address that the process tells others. */
const toldWords: ReadonlySet<string> = new Set(['advertise', 'advertised', 'announce']);

/** Whether the value behind a name is a host by the name's last word; numbers at its end do not count. */
export function namesHost(key: string): boolean {
  const words = wordsOf(key);
  while (words.length > 1 && isNumber(words.at(-1))) words.pop();
  const last = (words.pop() ?? '').replace(/\d{1,3}$/, '');
  // SERVICE alone is what a script calls itself as often as whom it calls.
  if (last === 'service' && words.length === 0 && !key.startsWith('-')) return false;
  return hostWords.has(last) || (last === 'name' && words.at(-1) === 'host');
}

/** Whether the value behind a name may be several hosts. */
export function namesHosts(key: string): boolean {
  const last = wordsOf(key).at(-1) ?? '';
  return last.endsWith('s') || last === 'join';
}

/** Whether the value behind a name is what the process listens on. */
export function namesListener(key: string): boolean {
  return wordsOf(key).some((word) => listenWords.has(word));
}

/** Whether the value behind a name is the process's own address: no call. */
export function namesOwnAddress(key: string): boolean {
  return wordsOf(key).some((word) => listenWords.has(word) || toldWords.has(word));
}

/** Words of `DB_HOST`, `db.host`, `--db-host` and `dbHost`, in lower case. */
export function wordsOf(key: string): string[] {
  const words: string[] = [];
  let word = '';
  let before = 0;
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    const upper = code >= 65 && code <= 90;
    const letter = upper || (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
    // A capital behind a small letter begins a word.
    if (word !== '' && (!letter || (upper && before >= 97 && before <= 122))) {
      words.push(word.toLowerCase());
      word = '';
    }
    if (letter) word += key[i];
    before = code;
  }
  if (word !== '') words.push(word.toLowerCase());
  return words;
}

function isNumber(word: string | undefined): boolean {
  return word !== undefined && /^\d+$/.test(word);
}
