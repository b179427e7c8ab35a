import type { Severity } from './rule.ts';

/** A code that belongs to the tool itself, not to a rule about manifests. */
export interface OwnCode {
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  readonly summary: string;
  /** For the code's page: what goes wrong otherwise. */
  readonly why: string;
  /** For the code's page: what to do about it. */
  readonly remedy: string;
}

/** Codes KN001–KN099. */
export const ownCodes: readonly OwnCode[] = [
  {
    code: 'KN001',
    name: 'syntax',
    severity: 'error',
    summary: 'The text is not valid YAML or JSON, or a key stands twice.',
    why: '`kubectl` refuses the document. Where a key stands twice it silently keeps the last value, which is a warning here, or an info when both are the same. What stands behind the mistake is still read as far as it can be, so that one slip does not hide everything else.',
    remedy: 'Correct the text at the line named. Of a key that stands twice, remove the one that is not meant.',
  },
  {
    code: 'KN002',
    name: 'wrong-type',
    severity: 'error',
    summary: 'A field has a value of the wrong type; the API server refuses it.',
    why: 'A label written `true` or `1` without quotes is a boolean or a number to YAML, and a port written `"80"` is a string. The API server decodes strictly and refuses the whole object.',
    remedy: 'Write the value as the type that the message names.',
  },
  {
    code: 'KN003',
    name: 'limit',
    severity: 'warning',
    summary: 'A file or document is too large, nests too deep or cannot be read, and is left out.',
    why: 'What is left out can neither be checked nor be drawn, and Services that select pods in it may look as if they selected none.',
    remedy:
      'Split the file, raise `portolan.maxFileSize` in the editor, or list the file under `ignore` in `.portolan.yaml` if it is not a manifest.',
  },
  {
    code: 'KN004',
    name: 'suppression-unused',
    severity: 'info',
    summary: 'A suppression hides nothing.',
    why: 'A comment, an annotation or an entry of `suppress` that outlives the finding it was written for will hide the next one, which nobody has looked at.',
    remedy: 'Remove it, or the code from it.',
  },
  {
    code: 'KN005',
    name: 'expectation',
    severity: 'error',
    summary: 'An expectation of .portolan.yaml does not hold.',
    why: 'Under `expect`, `.portolan.yaml` says which connections are to work (`shop/web reaches service:shop/api port 80`) and which are not (`internet does not reach shop/db`). Each is followed hop by hop as `portolan trace` does it, in every stack that holds both of its ends. One that is to work and is broken, or is not to work and does, is an error, and so is one about something that is not there. What is not known fails no expectation; a connection that works for some pods only counts as one that works.',
    remedy:
      'The message names the hop that decides, and the places below it what it rests on. `portolan trace FROM TO`, or "Why can they not connect?" in the editor, shows all hops. If the manifests are right, correct the expectation or remove it.',
  },
  {
    code: 'KN006',
    name: 'rendering',
    severity: 'error',
    summary: 'A chart or kustomization cannot be rendered.',
    why: 'Portolan renders charts and kustomizations as `helm template` and `kustomize build` do, without running them. A template that does not parse is an error, because Helm refuses the chart whatever its values are. A template that fails with the values at hand is a warning, a value that the chart asks for and has no default for a hint, a chart it depends on and that is not in the workspace an info. What kustomize refuses is a warning, a file that a kustomization names and that is not in the workspace or lies outside of its folder an info; of a base on another machine nothing is said. The message is worded as Helm or kustomize word it. What is not rendered is not known, so less is said about the rest.',
    remedy:
      'Correct the template at the line named. For a missing dependency run `helm dependency build`; for a value that is asked for give one in the values file.',
  },
  {
    code: 'KN007',
    name: 'configuration',
    severity: 'error',
    summary: 'The configuration file .portolan.yaml says something Portolan does not understand.',
    why: 'A setting that is not understood is not applied, and a rule believed to be off is on, or the other way round.',
    remedy: 'The message lists what may stand there. The other settings of the file are in force meanwhile.',
  },
];
