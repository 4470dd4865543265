/** Pictures of the pages in sizes, languages and themes, for looking at them. See README.md beside. */
import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';

const SIZES = { desk: [1366, 768], wall: [1920, 1080], phone: [390, 844] } as const;
const PAGES: Record<string, string> = {
  overview: '#/',
  silences: '#/alerts?tab=silences',
  workCalendar: '#/alerts?tab=silences&view=calendar',
  tiles: '#/?view=tiles',
  machine: '#/machines/t-0001',
  machine24: '#/machines/t-0001?last=24h',
  machine7: '#/machines/t-0007',
  switch: '#/machines/t-9000',
  ups: '#/machines/t-9002',
  cooling: '#/machines/t-9003',
  sensor: '#/machines/t-9004',
  storage: '#/machines/t-9005',
  jobs: '#/jobs',
  job: '#/jobs/t-9500',
  jobLate: '#/jobs/t-9501',
  jobFailed: '#/jobs/t-9503',
  database: '#/machines/t-9700',
  redis: '#/machines/t-9701',
  page: '#/machines/t-9702',
  interface: '#/machines/t-9703',
  service: '#/machines/t-9704',
  devices: '#/settings/devices',
  discovery: '#/settings/discovery',
  credentials: '#/settings/credentials',
  alerts: '#/alerts',
  history: '#/alerts?tab=history',
  agents: '#/settings/agents',
  rules: '#/settings/rules',
  rule: '#/settings/rules?rule=cpu-high',
  newRule: '#/settings/rules?new=1',
  groups: '#/settings/groups',
  channels: '#/settings/channels',
  contacts: '#/settings/contacts',
  routes: '#/settings/routes',
  drills: '#/settings/drills',
  calendar: '#/settings/calendar',
  people: '#/settings/people',
  audit: '#/settings/audit',
  system: '#/settings/system',
};

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8700' },
    sizes: { type: 'string', default: 'desk,wall,phone' },
    pages: { type: 'string', default: Object.keys(PAGES).join(',') },
    languages: { type: 'string', default: 'zh-CN,en' },
    themes: { type: 'string', default: 'light,dark' },
    full: { type: 'boolean', default: false },
    person: { type: 'string', default: 'admin' },
  },
});
const folder = positionals[0] ?? 'shots';
await mkdir(folder, { recursive: true });

const browser: Browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
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
try {
  for (const size of given.sizes.split(',') as (keyof typeof SIZES)[]) {
    for (const language of given.languages.split(',')) {
      for (const theme of given.themes.split(',')) await shoot(size, language, theme);
    }
  }
} finally {
  await browser.close();
}

async function shoot(size: keyof typeof SIZES, language: string, theme: string): Promise<void> {
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
  page.on('console', (message) => {
    if (message.type() === 'error') process.stdout.write(`console: ${message.text()}\n`);
  });
  page.on('pageerror', (error) => process.stdout.write(`error: ${error.stack}\n`));
  const name = (what: string) => `${folder}/${what}-${size}-${language}-${theme}.png`;

  await page.goto(given.url);
  await page.waitForSelector('form');
  if (given.pages.includes('sign-in')) await page.screenshot({ path: name('sign-in') });
  await page.fill('input[autocomplete=username]', given.person);
  await page.fill('input[type=password]', 'right');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.topbar');
  for (const what of given.pages.split(',').filter((each) => each in PAGES)) {
    await page.goto(`${given.url}/${PAGES[what]}`);
    await page.waitForTimeout(1_500);
    await complainAboutWidth(page, `${what} ${size} ${language}`);
    await page.screenshot({ path: name(what), fullPage: given.full });
  }
  await context.close();
}

/** Pages that scroll sideways are broken, and so is text that is cut without an ellipsis. */
async function complainAboutWidth(page: Page, what: string): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) process.stdout.write(`${what}: ${wide} px too wide\n`);
}
