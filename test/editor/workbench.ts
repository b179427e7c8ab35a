import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import {
  type CodeAction,
  commands,
  type Diagnostic,
  DiagnosticSeverity,
  type Event,
  languages,
  type Position,
  Range,
  type TextDocument,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { writeFiles } from '../support/folder.ts';

/** Writes files into the first folder. */
export function write(files: Readonly<Record<string, string>>): void {
  writeFiles(fileUri('').fsPath, files);
}

/** Closes what is open without saving it and deletes a folder. */
export async function close(folder: string): Promise<void> {
  for (const document of workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await window.showTextDocument(document);
    await commands.executeCommand('workbench.action.files.revert');
  }
  await commands.executeCommand('workbench.action.closeAllEditors');
  rmSync(fileUri(folder).fsPath, { recursive: true });
}

/** Types over a stretch of a document. */
export async function replace(document: TextDocument, range: Range, text: string): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, range, text);
  await workspace.applyEdit(edit);
}

/** Waits until a document that the extension writes says something else. */
export async function changedText(document: TextDocument, before: string): Promise<void> {
  while (document.getText() === before) await happened(workspace.onDidChangeTextDocument, () => undefined);
}

/** A Deployment and a Service that misses its port, in a namespace of their own. */
export function faulty(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: main, image: example/${name}, ports: [{ name: http, containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${name} }
spec: { selector: { app: ${name} }, ports: [{ port: 80, targetPort: htpp }] }
`;
}

/** A file of one of the workspace’s folders. */
export function fileUri(name: string, folder = 0): Uri {
  const { uri } = workspace.workspaceFolders?.[folder] ?? {};
  assert.ok(uri);
  return Uri.joinPath(uri, name);
}

/** Types over the first place where a document holds a text. */
export async function replaceAll(document: TextDocument, from: string, to: string): Promise<void> {
  const start = positionOf(document, from, 0);
  await replace(document, new Range(start, start.translate(0, from.length)), to);
}

/** Does something and waits for the event that follows. */
export async function happened<T>(event: Event<T>, action: () => unknown): Promise<T> {
  const result = new Promise<T>((resolve) => {
    const subscription = event((value) => {
      subscription.dispose();
      resolve(value);
    });
  });
  await action();
  return result;
}

/** Opens a file of the first folder. */
export async function open(name: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(fileUri(name));
  await window.showTextDocument(document);
  return document;
}

/** Where a text stands in a document, some characters on. */
export function positionOf(document: TextDocument, text: string, offset: number): Position {
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0, text);
  return document.positionAt(at + offset);
}

/** What can be done about a finding. */
export function actionsAt(document: TextDocument, { range }: Diagnostic): Thenable<CodeAction[]> {
  return commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range);
}

/** The code of a finding. */
function codeOf({ code }: Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** The codes of a file’s findings. */
export function codesOf(uri: Uri): readonly string[] {
  return languages.getDiagnostics(uri).map(codeOf);
}

/** The errors of a file. */
export function errorsOf(uri: Uri): readonly Diagnostic[] {
  return languages.getDiagnostics(uri).filter(({ severity }) => severity === DiagnosticSeverity.Error);
}

/** The finding of a file with a code, once it is there. */
export async function finding(uri: Uri, code: string): Promise<Diagnostic> {
  const find = () => languages.getDiagnostics(uri).find((diagnostic) => codeOf(diagnostic) === code);
  await until(() => find() !== undefined);
  const found = find();
  assert.ok(found);
  return found;
}

/** Waits for diagnostics or documents to come to a state; the editor says when they change. */
export function until(reached: () => boolean): Promise<void> {
  if (reached()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(limit);
      for (const subscription of subscriptions) subscription.dispose();
    };
    const limit = setTimeout(() => {
      end();
      reject(new Error('the editor did not get there within 20 s'));
    }, 20_000);
    const look = () => {
      if (!reached()) return;
      end();
      resolve();
    };
    const subscriptions = [
      languages.onDidChangeDiagnostics(look),
      workspace.onDidOpenTextDocument(look),
      workspace.onDidChangeTextDocument(look),
    ];
  });
}
