import { cloned, type Dict } from '../value.ts';
import type { Chart, Dependency } from './chart.ts';

/** A chart in one rendering: which of its dependencies take part, under which names, with which defaults. */
export class ChartNode {
  readonly chart: Chart;
  /** The alias that its parent gives it, else its own name. */
  readonly name: string;
  parent: ChartNode | undefined;
  values: Dict;
  dependencies: ChartNode[];
  /** What Chart.yaml asks for, those that are switched off left out once dependencies are processed. */
  declared: Dependency[];

  constructor(chart: Chart, name = chart.name, dependencies?: readonly ChartNode[]) {
    this.chart = chart;
    this.name = name;
    this.values = cloned(chart.values);
    this.declared = [...chart.declared];
    this.dependencies = [];
    this.adopt(dependencies ?? chart.subcharts.map((sub) => new ChartNode(sub)));
  }

  /** Makes these its dependencies. */
  adopt(dependencies: readonly ChartNode[]): void {
    this.dependencies = [...dependencies];
    for (const each of dependencies) each.parent = this;
  }

  /** The path that its templates are named by (`ChartFullPath`). */
  get path(): string {
    return this.parent === undefined ? this.name : `${this.parent.path}/charts/${this.name}`;
  }
}
