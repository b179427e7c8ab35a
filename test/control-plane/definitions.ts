import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { type ApiClient, type ApiObject, collectionOf } from './client.ts';

const module = fileURLToPath(new URL('definitions/', import.meta.url));

/** Where the modules of `definitions/go.mod` keep their definitions; of those of policies the channel that knows all peers. */
const folders: ReadonlyMap<string, string> = new Map([
  ['sigs.k8s.io/gateway-api', 'config/crd/standard'],
  ['sigs.k8s.io/network-policy-api', 'config/crd/experimental'],
  ['portolan.invalid/admin-network-policy', 'config/crd/experimental'],
]);

/** Makes an API server serve Gateway API and the cluster-wide policies, from the files in Go's module cache. */
export async function serveDefinitions(client: ApiClient): Promise<void> {
  const definitions = [...folders].flatMap(([name, folder]) => definitionsIn(join(downloaded(name), folder)));
  for (const definition of definitions) {
    const { status, body } = await client.create(definition);
    if (status >= 300) throw new Error(`The definition ${definition.metadata.name} is refused: ${body.message}`);
  }
  for (const definition of definitions) await served(client, definition);
}

/** The folder of a module, which is downloaded once and checked against `go.sum`. */
function downloaded(name: string): string {
  const { status, stdout, stderr } = spawnSync('go', ['mod', 'download', '-json', name], {
    cwd: module,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The module ${name} cannot be had: ${stdout}${stderr}`);
  return (JSON.parse(stdout) as { readonly Dir: string }).Dir;
}

function definitionsIn(folder: string): readonly ApiObject[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')))
    .map((document) => document.toJS() as ApiObject)
    .filter(({ kind }) => kind === 'CustomResourceDefinition');
}

/** Waits until the objects of a definition can be created. */
async function served(client: ApiClient, { spec }: ApiObject): Promise<void> {
  const { group, names, versions } = spec as {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
  for (const { name } of versions.filter((version) => version.served)) {
    const path = collectionOf({ apiVersion: `${group}/${name}`, kind: names.kind, metadata: {} });
    for (let attempt = 0; (await client.request('GET', path)).status !== 200; attempt++) {
      if (attempt === 300) throw new Error(`${path} is not served within half a minute.`);
      await wait(100);
    }
  }
}
