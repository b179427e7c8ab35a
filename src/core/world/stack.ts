import type { RenderProblem } from '../render/problem.ts';
import type { Resource } from '../resources/resource.ts';
import type { RenderedDocument } from './rendered.ts';

/** Where a stack comes from. */
export type StackKind = 'plain' | 'kustomize' | 'helm' | 'dump' | 'cluster' | 'stated';

/** What the pods and Services of a stack may have beside or instead of what the text says. */
export interface StackUnknowns {
  /** Why objects may exist that the text does not show (unrendered templates, remote bases), else `undefined`. */
  readonly objects: string | undefined;
}

/** A set of manifests that are applied together. Deterministic: the same files give the same stacks in the same order. */
export interface Stack {
  /** Unique within a workspace and stable while its root is: `kustomize/overlays/prod`, `helm-chart`, `manifests (install.yaml)`. */
  readonly name: string;
  readonly kind: StackKind;
  /** Folder (or file) that the stack is rooted in, `''` for the workspace's own root. */
  readonly root: string;
  /** With which values a chart is rendered, `''` for its own; absent for everything else. */
  readonly variant?: string;
  /** One sentence for people: why these files are one stack. */
  readonly why: string;
  /** Namespace of objects that state none, when the stack states it (kustomization, `.portolan.yaml`), else `undefined`. */
  readonly namespace: string | undefined;
  readonly files: readonly string[];
  /**
   * The objects as this stack applies them: those of the files themselves, and those of what is rendered. Sorted by file and
   * position.
   */
  readonly resources: readonly Resource[];
  readonly unknowns: StackUnknowns;
  /** What rendering made of it, where it is rendered. */
  readonly rendering?: Rendering;
}

/** What rendering a chart or a kustomization comes to. */
export interface Rendering {
  /** The manifests, sorted by file. */
  readonly documents: readonly RenderedDocument[];
  /** What could not be rendered, and why. */
  readonly problems: readonly RenderProblem[];
}
