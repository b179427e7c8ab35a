import { build } from '../../src/tools/build.ts';
import { packageExtension } from '../../src/tools/package.ts';
import { startEditor } from '../editor/editor.ts';

/** What the packaged extension costs the editor's extension host, in milliseconds. */
export interface EditorFigures {
  /** As the editor's report of its start has it. */
  readonly activation: number;
  /** The longest time for which the host does nothing else, from the start of a server to its findings. */
  readonly longestBlock: number;
}

/** Runs the suite of a real editor inside its extension host. */
export async function measureEditor(): Promise<EditorFigures> {
  await build();
  await packageExtension();
  const editor = await startEditor({ trusted: true });
  try {
    const { output } = await editor.runSuite();
    const figure = (of: RegExp) => Number(of.exec(output)?.[1]);
    return {
      activation: figure(/activation took (\d+) ms/),
      longestBlock: figure(/longest block .* took (\d+) ms/),
    };
  } finally {
    await editor.close();
  }
}
