import { gunzipSync, gzipSync } from 'node:zlib';
import { type Chart, loadChart, readValues } from '../../../../src/core/render/helm/chart.ts';
import { manifestsOf, printManifests } from '../../../../src/core/render/helm/manifests.ts';
import { type RenderedChart, type RenderInput, renderChart } from '../../../../src/core/render/helm/render.ts';
import type { SmallChart } from './charts.ts';

/** The files of a chart as they lie on a disk. */
export function bytesOf({ files }: Pick<SmallChart, 'files'>): ReadonlyMap<string, Uint8Array> {
  return new Map(
    Object.entries(files).map(([name, content]) => [
      name,
      typeof content === 'string' ? new TextEncoder().encode(content) : gzipSync(tar(content)),
    ]),
  );
}

/** A chart that lies in the folder `chart` of a workspace. */
export function chartOf(chart: Pick<SmallChart, 'files'>): Chart {
  const files = new Map([...bytesOf(chart)].map(([name, bytes]) => [`chart/${name}`, bytes]));
  return loadChart('chart', { files, gunzip: (bytes) => gunzipSync(bytes) });
}

export function render(small: SmallChart, input: Partial<RenderInput> = {}): RenderedChart & { readonly text: string } {
  const { values, kubeVersion } = small;
  const rendered = renderChart({
    chart: chartOf(small),
    ...(values === undefined ? {} : { values: [readValues('more.yaml', new TextEncoder().encode(values))] }),
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
    ...input,
  });
  return { ...rendered, text: printManifests(manifestsOf(rendered.files)).text };
}

/** A tar archive, with long names as GNU writes them. */
function tar(files: Readonly<Record<string, string>>): Uint8Array {
  const blocks: Uint8Array[] = [];
  const add = (name: string, type: string, content: Uint8Array) => {
    const header = new Uint8Array(512);
    const put = (text: string, at: number) => header.set(new TextEncoder().encode(text), at);
    put(name.slice(0, 100), 0);
    put('0000644\0', 100);
    put('0000000\0', 108);
    put('0000000\0', 116);
    put(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    put('00000000000\0', 136);
    put('        ', 148);
    put(type, 156);
    put('ustar  \0', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    blocks.push(header, content, new Uint8Array((512 - (content.length % 512)) % 512));
  };
  for (const [name, text] of Object.entries(files)) {
    if (name.length > 100) add('././@LongLink', 'L', new TextEncoder().encode(`${name}\0`));
    add(name, '0', new TextEncoder().encode(text));
  }
  blocks.push(new Uint8Array(1024));
  return new Uint8Array(blocks.flatMap((block) => [...block]));
}
