import { type Comment, readComments } from '../manifest/comments.ts';
import type { ManifestDocument, ManifestProblem } from '../manifest/document.ts';
import type { Node } from '../manifest/node.ts';
import { parseDocument } from '../manifest/parse.ts';
import { kustomizationNames } from '../render/kustomize/files.ts';
import { decodeDocument } from '../resources/decode.ts';
import type { Resource } from '../resources/resource.ts';
import type { Finding } from '../rules/rule.ts';
import { baseName } from '../world/stack-file.ts';
import { configurationFile } from './configuration.ts';
import { ownFinding, textFinding } from './findings.ts';

/** What one document comes to. Kept as long as the document is; the syntax tree only where it is needed again. */
export interface DecodedDocument {
  readonly document: ManifestDocument;
  readonly resources: readonly Resource[];
  /** Problems of the text itself: KN001, KN002, KN003. */
  readonly own: readonly Finding[];
  readonly comments: readonly Comment[];
  /** Tree of files that are no manifests but that Portolan reads: kustomizations, charts, its own configuration. */
  readonly root: Node | undefined;
}

const noComments: readonly Comment[] = [];
const noResources: readonly Resource[] = [];
const noFindings: readonly Finding[] = [];

/** Files that are read whole although they are no manifests. */
const plainFiles = new Set([...kustomizationNames, 'Chart.yaml', configurationFile]);

/** What the text of a document and its fields are wrong about. */
export function ownFindings(
  document: ManifestDocument,
  problems: readonly ManifestProblem[],
  resources: readonly Resource[],
): readonly Finding[] {
  const own: Finding[] = [];
  for (const problem of problems) own.push(textFinding(document, problem));
  const broken = problems.some(({ severity }) => severity === 'error');
  for (const resource of broken ? noResources : resources)
    for (const problem of resource.problems)
      own.push(ownFinding(document, problem, 'KN002', 'wrong-type', 'error', problem.message, resource));
  return own;
}

/** Parses and decodes one document; never throws. */
export function decodeManifest(document: ManifestDocument): DecodedDocument {
  const needed = plainFiles.has(baseName(document.file));
  if (!needed && (!document.candidate || document.template))
    return { document, resources: noResources, own: noFindings, comments: noComments, root: undefined };
  const { root, problems } = parseDocument(document);
  const broken = problems.some(({ severity }) => severity === 'error');
  const resources = document.candidate ? decodeDocument(document, root, broken) : noResources;
  const own = ownFindings(document, problems, resources);
  return {
    document,
    resources,
    own: own.length === 0 ? noFindings : own,
    comments: readComments(document.text, root),
    root: needed ? root : undefined,
  };
}
