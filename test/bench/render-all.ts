/** Renders every chart and kustomization of the corpus once, from its files to the texts of its manifests. */
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chartIn } from '../../src/cli/render/chart-folder.ts';
import { manifestsOf } from '../../src/core/render/helm/manifests.ts';
import { renderChart } from '../../src/core/render/helm/render.ts';
import { build, toText } from '../../src/core/render/kustomize/build.ts';
import { corpus } from '../support/corpus.ts';
import { corpusFile, kustomizations } from '../support/kustomize.ts';

for (const file of globSync('**/Chart.yaml', { cwd: corpus }))
  manifestsOf(renderChart({ chart: chartIn(join(corpus, dirname(file))) }).files);
for (const folder of kustomizations()) for (const resource of build(folder, corpusFile).resources) toText(resource);
