/*
 * `npm run pictures`: every page in both languages, three sizes, light and dark, out of a pretended collector, beside
 * each other on one sheet for looking at. It also says what no picture shows: pages that scroll sideways, errors in
 * the console, and what axe finds.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { axeFindings } from '../../e2e/axe.ts';
import { startChromium } from '../../e2e/chromium.ts';
import { ensureDashboards } from '../../scripts/dashboards.ts';
import { PAGES } from './picture-pages.ts';
import { type Picture, pictureSheet } from './picture-sheet.ts';

const SIZES = { desk: [1366, 768], wall: [1920, 1080], phone: [390, 844] } as const;
type Size = keyof typeof SIZES;
/** Until values have come and charts are drawn. */
const SETTLE_MS = 1_200;

const HELP = `Usage: npm run pictures -- [options]

  --to <folder>        where they go (build/pictures)
  --pages <names>      only these, divided by commas: ${Object.keys(PAGES).join(', ')}
  --sizes <names>      of ${Object.keys(SIZES).join(', ')}
  --languages <names>  of zh-CN, en
  --themes <names>     of light, dark
  --url <address>      of a collector that is running, instead of a pretended one
  --full               the whole page instead of what the window shows
  --no-axe             without looking for what hinders people who cannot see or point well`;

const { values: given } = parseArgs({
  allowNegative: true,
  options: {
    to: { type: 'string', default: 'build/pictures' },
    pages: { type: 'string', default: Object.keys(PAGES).join(',') },
    sizes: { type: 'string', default: Object.keys(SIZES).join(',') },
    languages: { type: 'string', default: 'zh-CN,en' },
    themes: { type: 'string', default: 'light,dark' },
    url: { type: 'string' },
    full: { type: 'boolean', default: false },
    axe: { type: 'boolean', default: true },
    help: { type: 'boolean', default: false },
  },
});

if (given.help) process.stdout.write(`${HELP}\n`);
else process.exitCode = (await takePictures()) === 0 ? 0 : 1;

/** The number of faults found. */
async function takePictures(): Promise<number> {
  const pages = given.pages.split(',');
  const unknown = pages.find((name) => !(name in PAGES));
  if (unknown !== undefined)
    throw new Error(`there is no page ${unknown}; there are ${Object.keys(PAGES).join(', ')}`);
  await rm(given.to, { recursive: true, force: true });
  await mkdir(given.to, { recursive: true });
  if (!given.url) await ensureDashboards((message) => console.error(message));
  const pretended = given.url ? undefined : await startPretended();
  const browser = await startChromium();
  const pictures: Picture[] = [];
  const faults: string[] = [];
  try {
    for (const size of given.sizes.split(',') as Size[])
      for (const language of given.languages.split(','))
        for (const theme of given.themes.split(',')) {
          const album = {
            url: given.url ?? pretended?.url ?? '',
            size,
            language,
            theme,
            pages,
            pictures,
            faults,
          };
          await fillAlbum(browser, album);
          process.stdout.write(`${size} ${language} ${theme}: ${pages.length} pages\n`);
        }
  } finally {
    await browser.close();
    pretended?.process.kill();
  }
  await writeFile(`${given.to}/index.html`, pictureSheet(pictures, faults));
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.stdout.write(`${pictures.length} pictures in ${given.to}/index.html, ${faults.length} faults\n`);
  return faults.length;
}

interface Album {
  url: string;
  size: Size;
  language: string;
  theme: string;
  pages: readonly string[];
  pictures: Picture[];
  faults: string[];
}

async function fillAlbum(browser: Browser, album: Album): Promise<void> {
  const { url, size, language, theme, pages, pictures, faults } = album;
  const [width, height] = SIZES[size];
  const context = await browser.newContext({ viewport: { width, height }, locale: language });
  await context.addInitScript(
    ([chosenLanguage, chosenTheme]) => {
      localStorage.setItem('ward.language', chosenLanguage);
      localStorage.setItem('ward.theme', chosenTheme);
    },
    [language, theme] as const,
  );
  const page = await context.newPage();
  let shown = 'sign-in';
  const note = (fault: string): void => void faults.push(`${shown} ${size} ${language} ${theme}: ${fault}`);
  page.on('pageerror', (error) => note(error.stack ?? error.message));
  page.on('console', (message) => {
    // Nobody is signed in at first, and the pages ask.
    if (message.type() === 'error' && !message.text().includes('401')) note(message.text());
  });
  await page.goto(url);
  await page.fill('input[autocomplete=username]', 'admin');
  await page.fill('input[type=password]', process.env.WARD_ADMIN_PASSWORD ?? 'right');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.topbar');
  for (const name of pages) {
    shown = name;
    await page.goto(`${url}/${PAGES[name]}`);
    await page.waitForTimeout(SETTLE_MS);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) note(`${wide} px too wide`);
    const [crash] = await page.locator('pre.crash').allTextContents();
    if (crash) note(crash);
    const file = `${name}-${size}-${language}-${theme}.png`;
    await page.screenshot({ path: `${given.to}/${file}`, fullPage: given.full });
    pictures.push({ file, name, size, language, theme });
    // The words do not change what axe sees: one language is enough.
    if (!given.axe || language !== given.languages.split(',')[0]) continue;
    for (const finding of await axeFindings(page)) note(finding);
  }
  await context.close();
}

/** The pretended collector on a free port. */
async function startPretended(): Promise<{ process: ChildProcess; url: string }> {
  const file = fileURLToPath(new URL('fake.ts', import.meta.url));
  const started = spawn(process.execPath, [file, '--port', '0', '--machines', '60'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: started.stdout as NodeJS.ReadableStream });
  const [line] = (await once(lines, 'line')) as [string];
  return { process: started, url: line.trim() };
}
