import { type TextEditor, Uri } from 'vscode';

/** The scheme of documents with rendered manifests. */
export const renderedScheme = 'portolan-rendered';

/** Whether an editor shows rendered manifests. */
export function isView({ document }: TextEditor): boolean {
  return document.uri.scheme === renderedScheme;
}

/** The address of what a file renders to; the editor shows it beside files of the same folder. */
export function renderedUri(source: Uri): Uri {
  const slash = source.path.lastIndexOf('/') + 1;
  const [folder, name] = [source.path.slice(0, slash), source.path.slice(slash)];
  const ending = /\.ya?ml$/i.test(name) ? '' : '.yaml';
  return Uri.from({
    scheme: renderedScheme,
    path: `${folder || '/'}Rendered ${name}${ending}`,
    query: source.toString(),
  });
}

/** The file that an address is about: the file itself, or the one whose rendering it is. Addresses may come from anywhere. */
export function sourceUri(uri: Uri): Uri | undefined {
  if (uri.scheme !== renderedScheme) return uri;
  try {
    return Uri.parse(uri.query, true);
  } catch {
    return undefined;
  }
}
