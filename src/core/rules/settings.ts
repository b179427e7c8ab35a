import type { ProxyMode } from '../network/kube-proxy/settings.ts';
import type { StatedVariants } from '../world/helm/variants.ts';
import type { Severity } from './rule.ts';

/** What a user may set about the rules; read alike from `.portolan.yaml` and the editor's settings. */
export interface LintSettings {
  /** Minor version of Kubernetes 1.x that the manifests are for. */
  readonly kubernetesMinor: number;
  readonly clusterDomain: string;
  /** `--service-node-port-range` of the API server. */
  readonly nodePorts: { readonly first: number; readonly last: number; readonly stated: boolean };
  /** The mode of kube-proxy, where no KubeProxyConfiguration tells it; `undefined` where it is not known. */
  readonly proxyMode: ProxyMode | undefined;
  /** `strict` raises hints to infos and infos to warnings; `off` reports only what the text itself gets wrong (KN001–KN007). */
  readonly profile: 'recommended' | 'strict' | 'off';
  /** Severity per code; `off` silences it. */
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
  /** Hosts that exist outside, in lower case, with `*.` wildcards. */
  readonly external: readonly string[];
  /** With which values charts are rendered, where that is not left to Portolan; each folder once. */
  readonly helmValues: readonly StatedVariants[];
}

/** The newest Kubernetes that Portolan knows and its published defaults. */
export const defaultSettings: LintSettings = {
  kubernetesMinor: 37,
  clusterDomain: 'cluster.local',
  nodePorts: { first: 30000, last: 32767, stated: false },
  proxyMode: undefined,
  profile: 'recommended',
  severities: new Map(),
  external: [],
  helmValues: [],
};

/** Whether a host (in lower case, without a dot at its end) exists outside; `*.` stands for any labels in front. */
export function isExternal(host: string, { external }: LintSettings): boolean {
  return external.some((pattern) => {
    const name = pattern.replace(/\.$/, '');
    return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
  });
}
