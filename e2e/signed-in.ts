import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Ward } from '#scripts/servers/ward.ts';
import { en } from '../dashboards/words/en.ts';
import { zhCN } from '../dashboards/words/zh-cn.ts';
import { openPage, startChromium, type WatchedPage } from './chromium.ts';

const WORDS = { 'zh-CN': zhCN, en };

export type Language = keyof typeof WORDS;

/** Opens `address` (`#/jobs`) and signs in as the one who is there from the beginning. */
export async function signIn(
  page: Page,
  ward: Pick<Ward, 'url' | 'password'>,
  language: Language,
  address = '',
): Promise<void> {
  const words = WORDS[language].signIn;
  await page.goto(`${ward.url}/${address}`);
  await page.getByRole('textbox', { name: words.name }).fill('admin');
  await page.getByLabel(words.password).fill(ward.password);
  await page.keyboard.press('Enter');
  await page.locator('#main').waitFor();
}

/** A browser for the tests around, with one page a test: it is closed with its test, and what went wrong in it fails it. */
export function signedInPages() {
  let browser: Browser;
  let open: WatchedPage;

  beforeAll(async () => {
    browser = await startChromium();
  });

  afterAll(() => browser?.close());

  afterEach(async () => {
    await open.page.context().close();
    expect(open.faults).toEqual([]);
  });

  return {
    async open(ward: Ward, language: Language, address = ''): Promise<Page> {
      open = await openPage(browser, language);
      await signIn(open.page, ward, language, address);
      return open.page;
    },
  };
}
