/** A CNI configuration: the plugins of a list in their order, or the only one of the older form. */
export interface CniConfiguration {
  readonly name: string | undefined;
  readonly plugins: readonly CniPlugin[];
}

/** An entry of a configuration. */
export interface CniPlugin {
  readonly type: string;
  /** Whether the runtime passes it host ports (`capabilities.portMappings`). */
  readonly portMappings: boolean;
}

/**
 * Reads a CNI configuration (containernetworking/cni SPEC 1.1.0, `libcni/conf.go`), `undefined` where a text is none. A text
 * with placeholders of a plugin's installer (`__CNI_MTU__`) is read where it is JSON all the same.
 */
export function readCniConfiguration(text: string): CniConfiguration | undefined {
  if (!text.includes('"cniVersion"') && !text.includes('"plugins"')) return undefined;
  const parsed = parseJson(text.replace(/:\s*(__[A-Z_]+__)/g, ': 0'));
  if (!isRecord(parsed)) return undefined;
  const listed = parsed.plugins;
  const plugins = (Array.isArray(listed) ? listed : [parsed]).flatMap((item: unknown): readonly CniPlugin[] => {
    if (!isRecord(item) || typeof item.type !== 'string') return [];
    return [{ type: item.type, portMappings: isRecord(item.capabilities) && item.capabilities.portMappings === true }];
  });
  if (plugins.length === 0) return undefined;
  return { name: typeof parsed.name === 'string' ? parsed.name : undefined, plugins };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
