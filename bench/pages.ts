import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { startChromium } from '../e2e/chromium.ts';
import { startProgram } from '../e2e/start-program.ts';
import { type Call, signIn } from '../scripts/demo/watch-room.ts';
import { changePage, type OpeningCost, openPage, signedIn, THROTTLE, watchPage } from './pages/page-cost.ts';
import { type PagePeer, startNetdata, startZabbixFront, whyNoZabbix } from './peers/page-peers.ts';
import { type Players, playAgents } from './play-agents.ts';
import { hostnameOf } from './played-metrics.ts';
import { signalAll, treeOf } from './process-tree.ts';
import { type Benchmark, median, type Row } from './row.ts';
import type { PlayedAgent } from './simulated-agents.ts';

const HOSTS = 2_000;
const COLUMNS = 200;
const ROUNDS = 5;
const INTERVAL_S = 10;
const WATCHED_S = 60;
/** What a program did not do while it rested is done within this time. */
const WORKED_OFF_MS = 4_000;

/** The overview says how everything is: this is there once it does. */
const OVERVIEW = '.matrix-field';
/** Pages by their names in the address; each shows what it is for when nothing on it is still loading. */
const PAGES = ['targets', 'alerts', 'rooms', 'databases', 'web', 'jobs', 'boards', 'settings', ''];
const SHOWN = 'main .page:not(:has(.loading))';

export const pagesBenchmark: Benchmark = {
  about: `the pages with the demo room and ${HOSTS} simulated hosts, on a processor ${THROTTLE} times slower`,
  async run({ scale, peers, say }): Promise<Row[]> {
    const hosts = Math.max(50, Math.round(HOSTS * Math.min(1, scale)));
    const rounds = Math.max(1, Math.round(ROUNDS * Math.min(1, scale)));
    const seconds = Math.max(10, Math.round(WATCHED_S * scale));
    say('starting the demo room');
    const demo = await startDemo();
    const browser = await startChromium();
    const others: PagePeer[] = [];
    let players: Players | undefined;
    try {
      say(`enrolling ${hosts} hosts with ${COLUMNS} series each`);
      players = await playAgents(demo.url, await enrol(demo.call, hosts), COLUMNS, true);
      // For longer than everything below takes; it ends with its process.
      players
        .run({
          mode: 'message',
          agents: hosts,
          frames: 1_000,
          fromMs: 0,
          stepMs: 0,
          framesPerSecond: hosts / INTERVAL_S,
        })
        .catch(() => undefined);
      await sleep(3 * INTERVAL_S * 1_000);
      if (peers) others.push(...(await startPeers(hosts, say)));
      const own = { ...demo, pids: [demo.pid, players.pid] };
      return await measure({ browser, own, others, rounds, seconds, say });
    } finally {
      players?.end();
      await browser.close();
      for (const peer of others) await peer.stop();
      await demo.stop();
    }
  },
};

interface Demo {
  pid: number;
  url: string;
  call: Call;
  signIn(page: Page): Promise<void>;
  stop(): Promise<void>;
}

async function startDemo(): Promise<Demo> {
  const program = startProgram('demo', ['--listen', '127.0.0.1:0', '--network', '127.84']);
  const [, url = '', password = ''] = await program.line(/(http:\S+)\s+sign in\s+admin\s+(\S+)/);
  return {
    pid: program.pid,
    url,
    call: await signIn(url, password),
    async signIn(page) {
      await page.goto(url);
      await page.fill('input[autocomplete=username]', 'admin');
      await page.fill('input[type=password]', password);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.topbar');
    },
    async stop() {
      program.signal('SIGINT');
      await program.ended;
    },
  };
}

async function enrol(call: Call, hosts: number): Promise<PlayedAgent[]> {
  const found: PlayedAgent[] = [];
  for (let host = 0; host < hosts; host++) {
    const { token } = await call<{ token: string }>('POST', '/api/v1/enrol-tokens', { zone: '*' });
    const hostname = hostnameOf(host);
    found.push(await call<PlayedAgent>('POST', '/api/v1/enrol', { token, hostname, machine: hostname }));
  }
  return found;
}

async function startPeers(hosts: number, say: (text: string) => void): Promise<PagePeer[]> {
  say('starting Netdata, and Zabbix’ front end over its own database');
  const why = whyNoZabbix();
  if (why) say(`without Zabbix: ${why}`);
  const netdata = await startNetdata();
  return why ? [netdata] : [netdata, await startZabbixFront(hosts)];
}

/** Whose pages are measured, and with which processes: those of the others rest meanwhile. */
interface Site {
  /** Undefined for ours. */
  name: string | undefined;
  pids: readonly number[];
  url: string;
  useful: string;
  signIn(page: Page): Promise<void>;
}

interface Measuring {
  browser: Browser;
  own: Pick<Site, 'pids' | 'url' | 'signIn'>;
  others: readonly PagePeer[];
  rounds: number;
  seconds: number;
  say(text: string): void;
}

async function measure({ browser, own: ours, others, rounds, seconds, say }: Measuring): Promise<Row[]> {
  const own: Site = { ...ours, name: undefined, url: `${ours.url}/`, useful: OVERVIEW };
  const sites = [own, ...others.map((peer): Site => ({ ...peer, pids: [peer.pid] }))];
  const openings = new Map<string | undefined, OpeningCost[]>(sites.map(({ name }) => [name, []]));
  const contexts = new Map<string | undefined, Awaited<ReturnType<typeof signedIn>>>();
  for (const { name, signIn: enter } of sites) contexts.set(name, await signedIn(browser, enter));

  for (let round = 1; round <= rounds; round++) {
    say(`round ${round} of ${rounds}`);
    for (const site of sites) {
      const { name, url, useful } = site;
      await alone(site, async () => {
        const page = await pageOf(name);
        openings.get(name)?.push(await openPage(page, url, useful));
        await page.close();
      });
    }
  }
  const rows: Row[] = [];
  const figures = [
    ['first useful paint, cold', 'usefulMs', 'ms', 1],
    ['ready for a person, cold', 'readyMs', 'ms', 1],
    ['over the line for it', 'bytes', 'KiB', 1024],
  ] as const;
  for (const [title, field, unit, divisor] of figures) {
    const ofOurs = (openings.get(undefined) ?? []).map((cost) => cost[field]);
    for (const { name } of sites) {
      const costs = (openings.get(name) ?? []).map((cost) => cost[field]);
      const row: Row = { case: title, figure: median(costs) / divisor, unit };
      if (name !== undefined) {
        row.peer = name;
        row.ratio = median(costs.map((cost, round) => ofOurs[round] / cost));
      }
      rows.push(row);
    }
  }

  await alone(own, () => changePages(rows));
  for (const site of sites) {
    say(`watching ${site.name ?? 'ward'} for ${seconds} s`);
    await alone(site, () => watch(site, rows));
  }
  return rows;

  async function pageOf(name: string | undefined): Promise<Page> {
    const context = contexts.get(name);
    if (!context) throw new Error(`nobody is signed in at ${name}`);
    return context.newPage();
  }

  /** Lets the other programs rest: on two cores their work would be measured with it. */
  async function alone(site: Site, work: () => Promise<void>): Promise<void> {
    const resting = sites.filter((each) => each !== site).flatMap(({ pids }) => pids.flatMap(treeOf));
    if (resting.length === 0) return work();
    signalAll(resting, 'SIGSTOP');
    try {
      await sleep(WORKED_OFF_MS);
      await work();
    } finally {
      signalAll(resting, 'SIGCONT');
    }
  }

  async function changePages(into: Row[]): Promise<void> {
    const page = await pageOf(undefined);
    await openPage(page, own.url, own.useful);
    for (const [visit, title] of [
      ['first', 'first visit'],
      ['second', 'again'],
    ] as const) {
      say(`changing pages, ${visit} time`);
      for (const name of PAGES) {
        const ms = await changePage(page, `.pages > a[href="#/${name}"]`, name ? SHOWN : OVERVIEW);
        into.push({ case: `to the page ${name || 'overview'}, ${title}`, figure: ms, unit: 'ms' });
        await sleep(1_000);
      }
    }
    await page.close();
  }

  async function watch({ name, url, useful }: Site, into: Row[]): Promise<void> {
    const page = await pageOf(name);
    await openPage(page, url, useful);
    const { scripting, all, heapBytes } = await watchPage(page, seconds);
    await page.close();
    into.push(
      { case: 'scripting while looked at', figure: scripting * 100, unit: '% of a core', peer: name },
      { case: 'everything in its thread', figure: all * 100, unit: '% of a core', peer: name },
      { case: 'heap after it', figure: heapBytes / 2 ** 20, unit: 'MiB', peer: name },
    );
  }
}
