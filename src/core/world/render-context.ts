import type { ChartSource } from '../render/helm/chart.ts';
import type { StandIns } from '../render/helm/stand-ins.ts';
import type { BuildOptions } from '../render/kustomize/build.ts';
import type { FileBytes } from './file-bytes.ts';
import type { ParsedTexts } from './rendered.ts';
import type { StackFile } from './stack-file.ts';

/** What the charts and kustomizations of a workspace are rendered with, and where they find each other. */
export interface RenderContext {
  readonly file: (path: string) => StackFile | undefined;
  /** The files of the chart in a folder; none where there is no chart. */
  readonly chartFiles: (folder: string) => readonly StackFile[];
  readonly gunzip: NonNullable<ChartSource['gunzip']>;
  /** `v1.37.0`: the Kubernetes that charts are rendered for where nothing names another. */
  readonly kubeVersion: string;
  readonly parsed: ParsedTexts;
  readonly bytes: FileBytes;
  /** What stands in for files of charts that cannot be read. */
  readonly standIns: StandIns;
  /** What building kustomizations keeps, by folder. */
  readonly loaded: NonNullable<BuildOptions['loaded']>;
}
