/// <reference lib="dom" />
import { type Browser, chromium, type Page } from 'playwright-core';
import { findProgram } from '#scripts/find-program.ts';

/** Starts the Chromium of this machine, which says nothing to anybody outside. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findProgram('chromium'),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page of its own, with what went wrong in it: empty as long as all is well. */
export interface WatchedPage {
  page: Page;
  faults: string[];
}

/** Opens an empty page that speaks `language`, as chosen in this browser before. */
export async function openPage(browser: Browser, language: 'zh-CN' | 'en'): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: language });
  await context.addInitScript((chosen) => localStorage.setItem('ward.language', chosen), language);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  return { page, faults };
}

/** When an element with all of these texts has appeared, or is gone, by the browser's clock in UTC ms. */
export function whenSeen(
  page: Page,
  selector: string,
  texts: readonly string[],
  isThere: boolean,
): Promise<number> {
  return page.evaluate(
    ({ selector, texts, isThere }) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          const elements = [...document.querySelectorAll(selector)];
          const found = elements.some(({ textContent }) => texts.every((text) => textContent.includes(text)));
          if (found !== isThere) return;
          observer.disconnect();
          resolve(Date.now());
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        look();
      }),
    { selector, texts, isThere },
  );
}
