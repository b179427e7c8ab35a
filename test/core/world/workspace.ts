import { parseDocument } from '../../../src/core/manifest/parse.ts';
import { readManifestFile } from '../../../src/core/manifest/read-file.ts';
import { decodeDocument } from '../../../src/core/resources/decode.ts';
import type { Resource, ResourceOf, ResourceType } from '../../../src/core/resources/resource.ts';
import type { Stack } from '../../../src/core/world/stack.ts';
import { buildStacks, type StackFile, type StatedStack } from '../../../src/core/world/stacks.ts';

const treeOf = /(^|\/)(kustomization\.ya?ml|Kustomization|Chart\.yaml)$/;

/** A file of a small workspace, as the language layer hands it to the stacks. */
export function stackFile(path: string, text: string): StackFile {
  const template = path.includes('/templates/');
  const documents = readManifestFile(path, text, undefined, { template }).documents.map(({ document }) => document);
  const parsed = documents.map((document) => ({ document, root: parseDocument(document).root }));
  const root = treeOf.test(path) ? parsed[0]?.root : undefined;
  return {
    path,
    text,
    resources: parsed.flatMap(({ document, root: tree }) => (document.candidate ? decodeDocument(document, tree) : [])),
    ...(root === undefined ? {} : { root }),
    template: documents.some((document) => document.template),
  };
}

/** The files of a small workspace from their texts. */
export function stackFiles(texts: Readonly<Record<string, string>>): readonly StackFile[] {
  return Object.entries(texts).map(([path, text]) => stackFile(path, text));
}

/** The stacks of a small workspace. */
export function stacksOf(
  texts: Readonly<Record<string, string>>,
  stated: readonly StatedStack[] = [],
): readonly Stack[] {
  return buildStacks({ files: stackFiles(texts), stated }).stacks;
}

/** What a test wants to know of stacks: names with their files. */
export function membership(stacks: readonly Stack[]): Record<string, readonly string[]> {
  return Object.fromEntries(stacks.map(({ name, files }) => [name, files]));
}

/** The object of a kind and name, as the first of these stacks that has it applies it. */
export function find<T extends ResourceType>(stacks: readonly Stack[], type: T, name: string): ResourceOf<T> {
  const found = stacks
    .flatMap(({ resources }) => resources)
    .find((resource: Resource) => resource.type === type && resource.name?.value === name);
  if (found === undefined) throw new Error(`no ${type} ${name}`);
  return found as ResourceOf<T>;
}

/** A Deployment with one container that serves port http (8080). `more` follows the name in its metadata. */
export function deployment(name: string, labels: string = `app: ${name}`, more = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}${more} }
spec:
  selector: { matchLabels: { ${labels} } }
  template:
    metadata: { labels: { ${labels} } }
    spec: { containers: [{ name: main, image: i, ports: [{ name: http, containerPort: 8080 }] }] }
---
`;
}

/** A Service that sends port 80 to http. */
export function service(name: string, selector: string = `app: ${name}`, more = ''): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}${more} }
spec: { selector: { ${selector} }, ports: [{ name: web, port: 80, targetPort: http }] }
---
`;
}

/** An Ingress that sends everything to port 80 of a Service. */
export function ingress(name: string, backend: string, more = ''): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ${name}${more} }
spec: { rules: [{ http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: ${backend}, port: { number: 80 } } } }] } }] }
---
`;
}

/** A kustomization file. */
export function kustomization(text: string): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${text}`;
}
