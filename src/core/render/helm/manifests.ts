import { child } from '../../manifest/node.ts';
import { parseText } from '../../manifest/parse.ts';
import type { Span } from '../../text/span.ts';
import { sourceOfSpan } from '../origin/span-source.ts';
import { Text, TextBuilder } from '../origin/text.ts';
import { RenderError } from '../problem.ts';
import { byBytes } from '../value.ts';
import type { RenderedFile } from './render.ts';

/** One manifest of a rendered chart. */
export interface Manifest {
  /** The name of its template: `shop/templates/service.yaml`. */
  readonly name: string;
  /** Path of the template in the workspace. */
  readonly file: string;
  readonly text: Text;
  readonly kind: string;
  /** What Helm does with it beside installing (`helm.sh/hook`), `undefined` for what it installs. */
  readonly hook: string | undefined;
  /** Why it is no YAML, worded as Helm does, at the template's place that wrote it. */
  readonly mistake: RenderError | undefined;
}

/**
 * The manifests of a chart in the order in which `helm template` prints them: installed ones by kind, then hooks by kind
 * (pkg/release/v1/util: manifest.go, manifest_sorter.go, kind_sorter.go). Hooks of events that Helm does not know are left out.
 */
export function manifestsOf(files: readonly RenderedFile[]): readonly Manifest[] {
  const all = files
    .toSorted((a, b) => byBytes(a.name, b.name))
    .flatMap((file) => splitManifests(file.text).map((text) => manifestOf(file, text)));
  const sorted = all.toSorted((a, b) => byKind(a.kind, b.kind));
  return [
    ...sorted.filter(({ hook }) => hook === undefined),
    ...sorted.filter(({ hook }) => hook?.split(',').every((event) => events.has(event.trim().toLowerCase()))),
  ];
}

/** What `helm template` prints of them. */
export function printManifests(manifests: readonly Manifest[]): Text {
  const installed = print(manifests.filter(({ hook }) => hook === undefined));
  const [start, end] = inked(installed.text);
  return Text.join([installed.slice(start, end), '\n', print(manifests.filter(({ hook }) => hook !== undefined))]);
}

function print(manifests: readonly Manifest[]): Text {
  const builder = new TextBuilder();
  for (const { name, text } of manifests) {
    builder.add(`---\n# Source: ${name}\n`);
    builder.add(text);
    builder.add('\n');
  }
  return builder.text();
}

/** Splits a file at lines that begin with `---`, whatever follows on them. */
function splitManifests(file: Text): readonly Text[] {
  const manifests: Text[] = [];
  const [begin] = inked(file.text);
  const add = (from: number, to: number) => {
    const piece = file.slice(from, to);
    const [first, last] = inked(piece.text);
    if (first < last) manifests.push(piece.slice(first));
  };
  let from = begin;
  for (const { index, 0: line } of file.text.matchAll(/^---[ \t]*/gm)) {
    if (index < begin || (index > 0 && file.text[index - 1] !== '\n')) continue;
    add(from, index);
    from = index + line.length;
  }
  add(from, file.length);
  return manifests;
}

function manifestOf({ name, file }: RenderedFile, text: Text): Manifest {
  const { root, problems } = parseText(text.text);
  const mistake = problems.find(({ severity }) => severity === 'error');
  const kind = child(root, 'kind');
  const hook = child(child(child(root, 'metadata'), 'annotations'), 'helm.sh/hook');
  return {
    name,
    file,
    text,
    kind: kind?.type === 'scalar' ? String(kind.value ?? '') : '',
    hook: hook?.type === 'scalar' && hook.value !== null ? String(hook.value) : undefined,
    mistake: mistake === undefined ? undefined : mistakeIn(name, text, mistake),
  };
}

function mistakeIn(
  name: string,
  text: Text,
  { start, end, message }: Span & { readonly message: string },
): RenderError {
  const line = text.text.slice(0, start).split('\n').length;
  const source = sourceOfSpan(text, start, end);
  const words = `YAML parse error on ${name}: error converting YAML to JSON: yaml: line ${line}: ${message}`;
  return new RenderError(words, source?.at, source?.callSite);
}

/** Where white space ends in front of a text, and begins behind it. */
function inked(text: string): readonly [number, number] {
  return [text.length - text.trimStart().length, text.trimEnd().length];
}

function byKind(a: string, b: string): number {
  const [first, second] = [order.indexOf(a), order.indexOf(b)];
  if (first === -1 && second === -1) return byBytes(a, b);
  if (first === -1 || second === -1) return first === -1 ? 1 : -1;
  return first - second;
}

const events: ReadonlySet<string> = new Set(
  `pre-install post-install pre-delete post-delete pre-upgrade post-upgrade pre-rollback post-rollback test test-success`.split(
    ' ',
  ),
);

/** The order in which Helm installs (`InstallOrder`); other kinds come last. */
const order = `
PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount Secret
SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole ClusterRoleList
ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service DaemonSet Pod
ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress APIService
MutatingWebhookConfiguration ValidatingWebhookConfiguration
`
  .trim()
  .split(/\s+/);
