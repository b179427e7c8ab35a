import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { chartIn } from '../../src/cli/render/chart-folder.ts';
import { manifestsOf, printManifests } from '../../src/core/render/helm/manifests.ts';
import { renderChart } from '../../src/core/render/helm/render.ts';
import { type BuildResult, build, toText } from '../../src/core/render/kustomize/build.ts';
import { helmLacking, helmProgram } from '../arbiters/helm.ts';
import { kustomizeLacking, kustomizeProgram } from '../arbiters/kustomize.ts';
import { corpus } from '../support/corpus.ts';
import { corpusFile } from '../support/kustomize.ts';
import { median, runProcess, timeOf } from './measure.ts';
import { chart, overlaysBySize } from './rendering.ts';

/** Milliseconds that the native program and ours take for the same, whole processes; and ours in a process that is warm. */
export interface NativeFigures {
  readonly native: number;
  readonly cold: number;
  readonly warm: number;
}

const rounds = 11;

/** What is lacking to ask the native programs, else `undefined`. */
export const nativeLacking = () => helmLacking() ?? kustomizeLacking();

/** cert-manager's chart: `helm template` and ours. `cli` is the command line that is measured. */
export function compareWithHelm(cli: string): NativeFigures {
  return {
    ...inTurns(helmProgram(), ['template', 'release-name', chart], cli, chart),
    warm: warm(() => printManifests(manifestsOf(renderChart({ chart: chartIn(chart) }).files))),
  };
}

/** The largest overlay of the corpus that lacks nothing: `kustomize build` and ours. */
export function compareWithKustomize(cli: string): NativeFigures {
  const isWhole = ({ problems, incomplete }: BuildResult) => problems.length + incomplete.length === 0;
  const overlay = overlaysBySize().find((each) => isWhole(build(each, corpusFile))) ?? '';
  const folder = join(corpus, overlay);
  return {
    ...inTurns(kustomizeProgram(), ['build', folder], cli, folder),
    warm: warm(() => build(overlay, corpusFile).resources.map((resource) => toText(resource).text)),
  };
}

/** Both programs in turns, so that they see the same machine; the first turn warms the file system's cache. */
function inTurns(
  program: string,
  args: readonly string[],
  cli: string,
  folder: string,
): { readonly native: number; readonly cold: number } {
  const native: number[] = [];
  const cold: number[] = [];
  for (let turn = 0; turn <= rounds; turn++) {
    const theirs = timeOf(() => {
      const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
      if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
    });
    const ours = runProcess(cli, ['render', folder]).milliseconds;
    if (turn > 0) native.push(theirs) && cold.push(ours);
  }
  return { native: median(native), cold: median(cold) };
}

/** A rendering from files to texts that keeps nothing of the one before, once the code is warm. */
function warm(render: () => void): number {
  for (let round = 0; round < 20; round++) render();
  return median(Array.from({ length: rounds }, () => timeOf(render)));
}
