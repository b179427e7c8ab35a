import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Frame, Page } from 'playwright-core';
import { cacheFolder } from '../../src/tools/cache.ts';
import { chart, overlay } from './chart.ts';
import { type Editor, startEditor } from './editor.ts';
import { accept, asked, goTo, openFile, runCommand } from './keyboard.ts';

/** Where pictures of the last run are kept, to be looked at. */
const pictures = join(cacheFolder(), 'pictures');
mkdirSync(pictures, { recursive: true });

/** Leaves the room to what is looked at. */
const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
};

const themes = [
  ['light', 'Default Light Modern', 'vs'],
  ['dark', 'Default Dark Modern', 'vs-dark'],
  ['high-contrast', 'Default High Contrast', 'hc-black'],
] as const;

const firstGroup = 'View: Focus First Editor Group';

async function start(context: TestContext, trusted: boolean): Promise<Editor> {
  const editor = await startEditor({ trusted });
  context.after(() => editor.close());
  return editor;
}

test('in a trusted workspace', async (t) => {
  const editor = await start(t, true);

  await t.test('the suite passes inside the extension host', async () => {
    const { code, output } = await editor.runSuite();
    const told = output.split('\n').filter((line) => /^(✔|✖| {2}\w)/.test(line));
    console.log(told.join('\n'));
    assert.equal(code, 0, output);
  });

  editor.settings({ ...quiet, 'workbench.colorTheme': themes[0][1] });
  const page = await editor.open('payments.yaml');

  await t.test('a faulty Service, its hover and the map show in every theme', async () => {
    const refused: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text());
    });
    await page.waitForSelector('.squiggly-error');
    await goTo(page, 29);
    await runCommand(page, 'Portolan: Show Network Map');
    const map = await mapFrame(page);
    await map.waitForSelector('g[data-id="Service/teashop/payments"]');
    const label = await map.locator('g[data-id="Service/teashop/catalog"]').getAttribute('aria-label');
    assert.match(label ?? '', /1 error/);
    await map.waitForSelector('.node.selected');
    await runCommand(page, firstGroup);
    for (const [name, theme, style] of themes) {
      editor.settings({ ...quiet, 'workbench.colorTheme': theme });
      await page.waitForSelector(`.monaco-workbench.${style}`);
      await map.waitForSelector(`body.vscode-${name}`);
      await page.screenshot({ path: join(pictures, `map-${name}.png`) });
      await runCommand(page, 'Portolan: Explain This Line');
      await page.waitForSelector('.monaco-hover:not(.hidden) .hover-contents');
      await page.screenshot({ path: join(pictures, `hover-${name}.png`) });
      await page.keyboard.press('Escape');
    }
    // The map's page may load its own files only, and has no style or script in its text.
    assert.deepEqual(refused, []);
  });

  await t.test('the map is used with the keyboard alone', async () => {
    await openFile(page, 'cart.yaml');
    await runCommand(page, 'Portolan: Show Network Map');
    const map = await mapFrame(page);
    await map.waitForSelector('g[data-id="Service/teashop/cart"]');
    await map.locator('svg.canvas').focus();
    await page.keyboard.press('/');
    await page.keyboard.type('catalog');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await map.waitForSelector('.node.selected');
    await map.locator('svg.canvas').focus();
    await page.keyboard.press('l');
    assert.ok(await map.locator('[role=tree]').isVisible());
    await page.keyboard.press('Home');
    await page.keyboard.press('l');
    await page.keyboard.press('f');
    assert.ok(await map.locator('svg.canvas').isVisible());
  });

  await t.test('a connection is traced with the keyboard alone, from what the cursor is in', async () => {
    await runCommand(page, firstGroup);
    await openFile(page, 'frontend.yaml');
    await goTo(page, 5);
    await runCommand(page, 'Portolan: Trace a Connection');
    await asked(page, 'Trace from where?');
    await accept(page, '', 'teashop/frontend');
    await asked(page, 'Trace from teashop/frontend to where?');
    await accept(page, 'http://payments:443', 'http://payments:443');
    await page.waitForSelector('.tab.active[aria-label*="payments"]');
    await page.waitForSelector('.view-line:has-text("BROKEN")');
    for (const [name, theme, style] of themes) {
      editor.settings({ ...quiet, 'workbench.colorTheme': theme });
      await page.waitForSelector(`.monaco-workbench.${style}`);
      await page.screenshot({ path: join(pictures, `trace-${name}.png`) });
    }
  });

  await t.test(
    'the status says the stack and why, the map comes back with the editor, a crash is said and mended',
    async () => {
      await runCommand(page, firstGroup);
      await openFile(page, 'payments.yaml');
      await page.waitForSelector('.squiggly-error');
      await runCommand(page, 'Portolan: Show Network Map');
      await (await mapFrame(page)).waitForSelector('g[data-id="Service/teashop/payments"]');
      await editor.reopen(page);
      await (await mapFrame(page)).waitForSelector('g[data-id="Service/teashop/payments"]');
      // The editor may come back with another file in front than it was left with, and not every file has errors.
      await runCommand(page, firstGroup);
      await openFile(page, 'payments.yaml');
      await page.waitForSelector('.squiggly-error');

      await page.hover('[id="status.languageStatus"]');
      const status = page.locator('.hover-language-status', { hasText: 'Stack' });
      await status.waitFor();
      assert.match(await status.innerText(), /Stack of this folder.*\n?.*manifests/is);
      await page.screenshot({ path: join(pictures, 'status.png') });

      editor.killServers();
      await page.waitForSelector('.squiggly-error', { state: 'detached' });
      // With the driver of smoke tests the editor keeps messages in its centre and shows none by itself.
      await runCommand(page, 'Notifications: Show Notifications');
      const message = page.locator('.notification-list-item', { hasText: 'The Portolan server stopped' });
      await message.waitFor();
      await page.screenshot({ path: join(pictures, 'crash.png') });
      assert.ok(await message.getByText('Show Log').isVisible());
      await message.getByText('Restart').click();
      await page.waitForSelector('.squiggly-error');
    },
  );
});

test('a template, what it renders to beside it, and what belongs together in both, in every theme', async (t) => {
  const editor = await start(t, true);
  editor.write(chart);
  editor.settings({ ...quiet, 'workbench.colorTheme': themes[0][1] });
  const page = await editor.open('tearoom/templates/service.yaml');
  await page.waitForSelector('.squiggly-error');
  await goTo(page, 10);
  await page.locator('.action-label[aria-label*="Show Rendered Manifest"]').click();
  await page.waitForSelector('.tab[aria-label*="Rendered service.yaml"]');
  const [left, right] = [
    page.locator('.editor-group-container').nth(0),
    page.locator('.editor-group-container').nth(1),
  ];
  const marked = (group: typeof right) => group.locator('.view-overlays [class*="ced-"]').first().waitFor();
  await marked(right);
  await page.locator('[id="portolan.portolan.portolan.variant"]', { hasText: 'tearoom' }).waitFor();
  for (const [name, theme, style] of themes) {
    editor.settings({ ...quiet, 'workbench.colorTheme': theme });
    await page.waitForSelector(`.monaco-workbench.${style}`);
    await marked(right);
    await page.screenshot({ path: join(pictures, `rendered-${name}.png`) });
  }
  await right.getByText('9002').click();
  await marked(left);
  await page.screenshot({ path: join(pictures, 'rendered-back.png') });

  await page.locator('[id="portolan.portolan.portolan.variant"]').click();
  await asked(page, 'Which rendering?');
  await page.screenshot({ path: join(pictures, 'variants.png'), animations: 'disabled' });
  await accept(page, 'prod', 'tearoom (values-prod.yaml)');
  await right.getByText('443', { exact: true }).waitFor();
  await page.screenshot({ path: join(pictures, 'rendered-prod.png') });

  editor.settings({ ...quiet, 'workbench.colorTheme': themes[0][1] });
  await runCommand(page, firstGroup);
  await goTo(page, 14);
  await runCommand(page, 'Portolan: Explain This Line');
  const hover = page.locator('.monaco-hover:not(.hidden) .hover-contents', { hasText: 'writes' }).first();
  await hover.waitFor();
  await page.screenshot({ path: join(pictures, 'hover-template.png') });
  await page.keyboard.press('Escape');
});

test('a finding, the other side of it, what mends it and its page, with the keyboard alone', async (t) => {
  const editor = await start(t, true);
  editor.settings({ ...quiet, 'workbench.colorTheme': themes[0][1] });
  const page = await editor.open('payments.yaml');
  await page.waitForSelector('.squiggly-error');
  await goTo(page, 1);
  await runCommand(page, 'Go to Next Problem (Error, Warning, Info)');
  const finding = page.locator('.marker-widget', { hasText: 'KN' });
  await finding.waitFor();
  for (const [name, theme, style] of themes) {
    editor.settings({ ...quiet, 'workbench.colorTheme': theme });
    await page.waitForSelector(`.monaco-workbench.${style}`);
    // The other side is a line of its own below the message.
    await finding.locator('.related-block, .descriptioncontainer').first().waitFor();
    await page.screenshot({ path: join(pictures, `finding-${name}.png`), animations: 'disabled' });
  }
  await page.keyboard.press('Escape');
  const fixes = page.locator('.action-widget');
  const openFixes = async () => {
    await runCommand(page, 'Quick Fix');
    await fixes.getByText('Ignore KN', { exact: false }).first().waitFor();
  };
  await openFixes();
  await page.screenshot({ path: join(pictures, 'fixes.png'), animations: 'disabled' });
  await page.keyboard.press('Control+Enter');
  await page.locator('.bulk-edit-panel .monaco-list-row').first().waitFor();
  await page.screenshot({ path: join(pictures, 'fix-preview.png'), animations: 'disabled' });
  await page.getByText('Discard', { exact: true }).click();
  await runCommand(page, firstGroup);
  await openFixes();
  await fixes.getByText('Open the page of KN', { exact: false }).first().click();
  await page.waitForSelector('.tab.active[aria-label*="KN"]');
  await frameWith(page, 'h2:has-text("Bad")');
  await page.screenshot({ path: join(pictures, 'rule-page.png'), animations: 'disabled' });
});

test('what an overlay changes is a comparison', async (t) => {
  const editor = await start(t, true);
  editor.write(overlay);
  editor.settings({ ...quiet, 'workbench.colorTheme': themes[0][1] });
  const page = await editor.open('garden/summer/kustomization.yaml');
  await page.waitForSelector('.squiggly-error, .action-label[aria-label*="Show Rendered Manifest"]');
  await runCommand(page, 'Portolan: What Does This Overlay Change');
  await page.waitForSelector('.tab.active[aria-label*="summer changes"]');
  await page.locator('.diff-editor, .monaco-diff-editor').first().waitFor();
  await page.locator('.modified .view-line', { hasText: 'replicas: 3' }).waitFor();
  await page.screenshot({ path: join(pictures, 'overlay.png') });
});

test('in a workspace that the user does not trust everything works: nothing of it is run', async (t) => {
  const editor = await start(t, false);
  const page = await editor.open('payments.yaml');
  await page.getByText('Restricted Mode', { exact: true }).waitFor();
  await page.waitForSelector('.squiggly-error');
  await runCommand(page, 'Portolan: Show Network Map');
  await (await mapFrame(page)).waitForSelector('g[data-id="Service/teashop/payments"]');
  await page.screenshot({ path: join(pictures, 'restricted.png') });
});

/** The frame of the map's webview, once its page is there. */
function mapFrame(page: Page): Promise<Frame> {
  return frameWith(page, '#portolan');
}

/** The frame of a webview that shows something. */
async function frameWith(page: Page, selector: string): Promise<Frame> {
  await page.waitForSelector('iframe.webview');
  for (;;) {
    for (const frame of page.frames()) if ((await frame.locator(selector).count()) > 0) return frame;
    await page.waitForEvent('framenavigated', { timeout: 5000 }).catch(() => undefined);
  }
}
