/** A Service that a text calls by name. The namespace is absent where the name gives none. */
export interface CalledService {
  readonly service: string;
  readonly namespace: string | undefined;
}

const none: readonly CalledService[] = [];
const label = '[a-z]([-a-z0-9]{0,61}[a-z0-9])?';
const urlHost = new RegExp(`://(?:[^\\s/@]{0,200}@)?(${label}(?:\\.${label}){0,8})(?=[:/?\\s"',]|$)`, 'g');
const hostAndPort = new RegExp(`^(${label}(?:\\.${label}){0,8}):\\d{1,5}$`);
const clusterName = new RegExp(`(?<![-.a-z0-9])(${label}\\.${label}\\.svc)(?![-a-z0-9])`, 'g');

/**
 * Services that the value of a variable or an argument names: hosts of URLs, `host:port`, and cluster names
 * (`name.namespace.svc…`). Good enough to see that two folders belong together, where a host that is no Service does no
 * harm; what a container really calls is found elsewhere.
 */
export function hostsIn(text: string): readonly CalledService[] {
  // Nearly no value holds a host, and a long one (a certificate, a script) is not worth a scan.
  if ((!text.includes(':') && !text.includes('.svc')) || text.length > 2000) return none;
  const hosts = new Set<string>();
  for (const [, host] of text.matchAll(urlHost)) if (host !== undefined) hosts.add(host);
  for (const [, host] of text.matchAll(clusterName)) if (host !== undefined) hosts.add(host);
  const whole = hostAndPort.exec(text)?.[1];
  if (whole !== undefined) hosts.add(whole);
  return [...hosts].flatMap((host) => calledService(host) ?? none);
}

/** `web`, `web.shop`, `web.shop.svc…`; a third label that is not `svc` makes it a name of the outside world. */
function calledService(host: string): CalledService | undefined {
  const [service, namespace, svc] = host.split('.');
  if (service === undefined || service === 'localhost') return undefined;
  return svc === undefined || svc === 'svc' ? { service, namespace } : undefined;
}
