/**
 * Where something that was rendered comes from: a stretch of a source file, in UTF-16 units from its beginning.
 */
export interface Origin {
  /** Path in the workspace, with `/`. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/**
 * How well a piece of rendered text is known. `characters`: it is the source's text, character by character. `value`: the
 * source stands for it as a whole (an action, a scalar of a values file). `line`: only the line is certain, as after a
 * round trip through `fromYaml` and `toYaml`.
 */
export type Fidelity = 'characters' | 'value' | 'line';

/** The sources of one piece of rendered text. */
export interface Source {
  /** The text or action of a template, or the entry of a base, patch or kustomization, that wrote it. */
  readonly at: Origin;
  readonly fidelity: Fidelity;
  /** The outermost action of the file that is rendered, where `at` lies in a helper that it calls. */
  readonly callSite?: Origin | undefined;
  /**
   * The entry of a values file or of Chart.yaml that the text was taken from. Until an action prints it, that is where the
   * value comes from altogether: `at` and `values` are the same then ({@link valuesSource}).
   */
  readonly values?: Origin | undefined;
}

/** The source of what stands in a values file, before any template prints it. */
export function valuesSource(at: Origin, fidelity: Fidelity): Source {
  return { at, fidelity, values: at };
}

/** A source that no longer is the text character by character. */
export function asWhole(source: Source | undefined): Source | undefined {
  return source === undefined || source.fidelity !== 'characters' ? source : { ...source, fidelity: 'value' };
}
