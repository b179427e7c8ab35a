import { pairOf } from '../labels.ts';
import type { Container, PodMaker } from '../pod-maker.ts';
import type { ConfigMap } from '../resource.ts';
import { type Expanded, expand, plain, type Written } from './expand.ts';
import { writtenOf } from './sources.ts';

/** Finds a ConfigMap of the pods' namespace by its name. */
export type ConfigMaps = (name: string) => ConfigMap | undefined;

/** A variable of a container with its value as the process sees it. */
export interface Variable {
  readonly name: string;
  readonly value: Expanded;
  /** The ConfigMap and key that hold it. */
  readonly from?: { readonly configMap: string; readonly key: string };
}

/**
 * Variables of a container whose values are stated, in the order in which the kubelet makes them
 * (pkg/kubelet/kubelet_pods.go, makeEnvironmentVariables): envFrom, then env, each of which sees those before it; a later
 * one of the same name replaces an earlier one.
 */
export function variablesOf(
  maker: PodMaker,
  { env, envFrom }: Container,
  configMaps: ConfigMaps,
): ReadonlyMap<string, Variable> {
  const variables = new Map<string, Variable>();
  for (const { kind, name: source, prefix } of envFrom) {
    const configMap = kind === 'configMap' && source.value !== undefined ? configMaps(source.value) : undefined;
    for (const pair of configMap?.data.pairs ?? []) {
      const name = `${prefix}${pair.key}`;
      if (configMap === undefined || pair.value === undefined) variables.delete(name);
      else
        variables.set(
          name,
          fromConfigMap(
            name,
            configMap,
            { resource: configMap, value: pair.value, start: pair.start, end: pair.end },
            pair.key,
          ),
        );
    }
  }
  const lookup = (name: string) => variables.get(name)?.value;
  for (const { name, value, from } of env) {
    if (name?.value === undefined) continue;
    const written = writtenOf(maker, value);
    const held = from?.kind === 'configMap' ? heldBy(configMaps, from.name, from.key) : undefined;
    if (written !== undefined) variables.set(name.value, { name: name.value, value: expand(written, lookup) });
    else if (held !== undefined)
      variables.set(name.value, fromConfigMap(name.value, held.configMap, held.written, held.key));
    else variables.delete(name.value);
  }
  return variables;
}

function heldBy(
  configMaps: ConfigMaps,
  name: string | undefined,
  key: string | undefined,
): { readonly configMap: ConfigMap; readonly key: string; readonly written: Written } | undefined {
  const configMap = name === undefined || key === undefined ? undefined : configMaps(name);
  const pair = configMap === undefined || key === undefined ? undefined : pairOf(configMap.data, key);
  if (configMap === undefined || key === undefined || pair?.value === undefined) return undefined;
  return { configMap, key, written: { resource: configMap, value: pair.value, start: pair.start, end: pair.end } };
}

/** The kubelet expands nothing in what a ConfigMap holds. */
function fromConfigMap(name: string, configMap: ConfigMap, from: Written, key: string): Variable {
  return {
    name,
    value: plain(from),
    from: { configMap: configMap.name?.value ?? '?', key },
  };
}
