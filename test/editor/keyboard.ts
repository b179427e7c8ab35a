import type { Page } from 'playwright-core';

/** Runs a command of the palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await choose(page, 'F1', `>${title}`, title);
}

/** Opens a file by its name. */
export async function openFile(page: Page, name: string): Promise<void> {
  await choose(page, 'Control+P', name, name);
  await page.waitForSelector(`.tab.active[aria-label*="${name}"]`);
}

/** Goes to a line, counted from 1. */
export async function goTo(page: Page, line: number): Promise<void> {
  await choose(page, 'Control+G', `:${line}`, `Go to line ${line}`);
}

/** Opens the quick input with a key, fills it and takes the entry that is then the first. */
async function choose(page: Page, key: string, text: string, entry: string): Promise<void> {
  await page.keyboard.press(key);
  await accept(page, text, entry);
}

/** Waits for a question: one that follows another takes its place in the same box. */
export async function asked(page: Page, title: string): Promise<void> {
  await page.locator('.quick-input-title', { hasText: title }).waitFor();
}

/** Fills the quick input that is open and takes the entry that is then the first. */
export async function accept(page: Page, text: string, entry: string): Promise<void> {
  await page.locator('.quick-input-widget:not([style*="display: none"]) input[type=text]').fill(text);
  await page.waitForSelector(`.quick-input-list .monaco-list-row.focused[aria-label*="${entry}" i]`);
  await page.keyboard.press('Enter');
}
