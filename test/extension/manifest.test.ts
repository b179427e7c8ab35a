import assert from 'node:assert/strict';
import { test } from 'node:test';
import manifest from '../../package.json' with { type: 'json' };
import texts from '../../package.nls.json' with { type: 'json' };

const { commands, menus, configuration } = manifest.contributes;

test('commands about an editor, a folder or the server show only where there is one', () => {
  const shown = new Map(menus.commandPalette.map(({ command, when }) => [command, when]));
  // The pages of the rules can be read anywhere.
  const everywhere = commands.map(({ command }) => command).filter((command) => !shown.has(command));
  assert.deepEqual(everywhere, ['portolan.openRulePage']);
  for (const [command, when] of shown)
    assert.match(
      when,
      /^(portolan\.active|portolan\.is(Rendered|Kustomized)|editorLangId =~ .*|workspaceFolderCount > 0 \|\| portolan\.active)$/,
      command,
    );
});

test('every setting has a description, a type and a default, and holds for a folder unless it is about the window', () => {
  for (const [name, setting] of Object.entries(configuration.properties)) {
    const key = setting.markdownDescription.replaceAll('%', '');
    assert.ok((texts as Readonly<Record<string, string>>)[key]?.endsWith('.') === true, name);
    assert.ok('default' in setting && 'type' in setting, name);
    assert.equal(setting.scope, name === 'portolan.trace.server' ? 'window' : 'resource', name);
  }
});

test('the extension works in folders that are not trusted, on the machine where the files are', () => {
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, true);
  assert.deepEqual(manifest.extensionKind, ['workspace']);
});

test('nothing starts before there is YAML, a map to restore or a link to follow', () => {
  const allowed = /^(onLanguage:(yaml|helm)|workspaceContains:\S+|onUri|onWebviewPanel:portolan\.map)$/;
  for (const event of manifest.activationEvents) assert.match(event, allowed);
});
