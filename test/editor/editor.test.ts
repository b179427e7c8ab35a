import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Frame, Page } from 'playwright-core';
import { type Editor, startEditor } from './editor.ts';
import { cacheFolder } from './install.ts';

const example = fileURLToPath(new URL('../../media/example', import.meta.url));
/** Where pictures of the last run are kept, to be looked at. */
const pictures = join(cacheFolder(), '..', 'pictures');

/** Leaves the room to what is looked at. */
const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
};

let editor: Editor;

before(async () => {
  mkdirSync(pictures, { recursive: true });
  editor = await startEditor({ workspace: example, trusted: true });
});

after(() => editor?.close());

test('the suite passes inside the extension host', async () => {
  const { code, output } = await editor.runSuite();
  console.log(
    output
      .split('\n')
      .filter((line) => /^(✔|✖| {2}\w)/.test(line))
      .join('\n'),
  );
  assert.equal(code, 0, output);
});

for (const [name, theme] of [
  ['light', 'Default Light Modern'],
  ['dark', 'Default Dark Modern'],
  ['contrast', 'Default High Contrast'],
] as const)
  test(`a faulty Service, its hover and the map show in the ${name} theme`, async () => {
    editor.settings({ ...quiet, 'workbench.colorTheme': theme });
    const page = await editor.open();
    await openFile(page, 'payments.yaml');
    await page.waitForSelector('.squiggly-error');
    await goTo(page, 29);
    await runCommand(page, 'Portolan: Explain This Line');
    await page.waitForSelector('.monaco-hover:not(.hidden) .hover-contents');
    await page.screenshot({ path: join(pictures, `hover-${name}.png`) });
    await page.keyboard.press('Escape');
    await runCommand(page, 'Portolan: Show Network Map');
    const map = await mapFrame(page);
    await map.waitForSelector('g[data-id="Service/teashop/payments"]');
    assert.match(
      (await map.locator('g[data-id="Service/teashop/catalog"]').getAttribute('aria-label')) ?? '',
      /1 error/,
    );
    await map.waitForSelector('.node.selected');
    await page.screenshot({ path: join(pictures, `map-${name}.png`) });
    await page.close();
  });

test('the map is used with the keyboard alone', async () => {
  const page = await editor.open();
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
  await page.close();
});

async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.waitForSelector('.quick-input-widget:not([style*="display: none"]) input');
  await page.keyboard.type(title);
  await page.waitForSelector(`.quick-input-list .monaco-list-row.focused[aria-label*="${title}"]`);
  await page.keyboard.press('Enter');
}

async function openFile(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+P');
  await page.waitForSelector('.quick-input-widget:not([style*="display: none"]) input');
  await page.keyboard.type(name);
  await page.waitForSelector(`.quick-input-list .monaco-list-row.focused[aria-label*="${name}"]`);
  await page.keyboard.press('Enter');
  await page.waitForSelector(`.tab.active[aria-label*="${name}"]`);
}

async function goTo(page: Page, line: number): Promise<void> {
  await page.keyboard.press('Control+G');
  await page.waitForSelector('.quick-input-widget:not([style*="display: none"]) input');
  await page.keyboard.type(String(line));
  await page.keyboard.press('Enter');
}

/** The frame of the map's webview, once its page is there. */
async function mapFrame(page: Page): Promise<Frame> {
  await page.waitForSelector('iframe.webview');
  for (;;) {
    for (const frame of page.frames()) if ((await frame.locator('#portolan').count()) > 0) return frame;
    await page.waitForEvent('framenavigated', { timeout: 5000 }).catch(() => undefined);
  }
}
