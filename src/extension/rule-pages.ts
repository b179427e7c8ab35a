import { commands, Uri, window, workspace } from 'vscode';

/** Codes as the pages' file names have them. */
const codes = /^KN\d{3,4}$/;

/** Shows the page that a link of the form `vscode://portolan.portolan/rules/KN201` names. Links may come from anywhere. */
export async function openLink(extension: Uri, { path }: Uri): Promise<void> {
  const code = /^\/rules\/(KN\d{3,4})$/.exec(path)?.[1];
  if (code !== undefined) await openRulePage(extension, code);
  else void window.showWarningMessage('This link names no page of Portolan.');
}

/** Shows the page of a rule, asking which when no code is given. Pages ship with the extension: nothing is fetched. */
export async function openRulePage(extension: Uri, code: unknown): Promise<void> {
  const folder = Uri.joinPath(extension, 'media', 'rules');
  const chosen = typeof code === 'string' && codes.test(code) ? code : await chooseRule(folder);
  if (chosen === undefined) return;
  const page = Uri.joinPath(folder, `${chosen}.md`);
  try {
    await workspace.fs.stat(page);
  } catch {
    void window.showWarningMessage(`There is no page for ${chosen}: this version of Portolan has no such rule.`);
    return;
  }
  await commands.executeCommand('markdown.showPreview', page);
}

async function chooseRule(folder: Uri): Promise<string | undefined> {
  const names = (await workspace.fs.readDirectory(folder)).map(([name]) => name.replace(/\.md$/, ''));
  const rules = names.filter((name) => codes.test(name)).sort((a, b) => Number(a.slice(2)) - Number(b.slice(2)));
  const items = await Promise.all(
    rules.map(async (label) => {
      const text = new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folder, `${label}.md`)));
      return { label, description: /^# (.*)$/m.exec(text)?.[1]?.replace(`${label} `, '') ?? '' };
    }),
  );
  const item = await window.showQuickPick(items, { title: 'Portolan: rules', matchOnDescription: true });
  return item?.label;
}
