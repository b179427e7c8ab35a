import { parseDocument } from '../../src/core/manifest/parse.ts';
import { readManifestFile } from '../../src/core/manifest/read-file.ts';
import { decodeDocument } from '../../src/core/resources/decode.ts';
import type { PodMaker } from '../../src/core/resources/pod-maker.ts';
import { createWorld } from '../../src/core/world/create-world.ts';
import type { World } from '../../src/core/world/world.ts';

/** A world of all objects of a text or of several, as one stack; `hidden` says why there may be more. */
export function worldOf(text: string | readonly string[], hidden?: string): World {
  const files = [text].flat().map((each) => readManifestFile('test.yaml', each, undefined, { template: false }));
  const resources = files
    .flatMap(({ documents }) => documents)
    .flatMap(({ document }) => {
      const { root, problems } = parseDocument(document);
      return document.candidate
        ? decodeDocument(
            document,
            root,
            problems.some(({ severity }) => severity === 'error'),
          )
        : [];
    });
  return createWorld({
    name: 'test',
    kind: 'plain',
    root: '',
    why: 'a test made it',
    namespace: undefined,
    files: ['test.yaml'],
    resources,
    unknowns: { objects: hidden },
  });
}

/** A text that holds some objects; JSON is YAML. */
export function manifestsOf(objects: readonly unknown[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join('---\n');
}

/** The pod maker of a name (`shop/web`). */
export function makerOf(world: World, place: string): PodMaker {
  const [namespace = '', name = ''] = place.split('/');
  const [maker] = world.named('podMaker', namespace, name);
  if (maker === undefined) throw new Error(`There is no ${place} here.`);
  return maker;
}
