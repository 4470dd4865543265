import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { type Link, linksOf } from '../html/links.ts';
import { findIn, readExpression } from '../http/expression.ts';
import { homeOf } from '../http/journey.ts';
import { columnState, linkTo } from './columns.ts';
import type { SiteColumn, SiteConfig } from './config.ts';
import { type Fetched, fetchPage, type Home, homeBehind } from './fetch-page.ts';
import { NO_ROBOTS, type Robots, readRobots } from './robots.ts';

/** A link that leads nowhere. */
export interface Broken {
  url: string;
  /** A status, or a sentence. */
  why: string;
  from: string;
}

/** What one check of a site came to. */
export interface SiteResult {
  pages: number;
  links: number;
  broken: Broken[];
  /** By the name of a column, a word of `site.column_state`. */
  columns: Record<string, string>;
}

/** One check, which may take several collections. */
export interface Crawl {
  /** Goes on for so long; undefined when there is more to do. Rejects when the site as a whole cannot be read. */
  goOn(forMs: number, signal: AbortSignal): Promise<SiteResult | undefined>;
  /** The start page was read: what comes now is the rest. */
  hasBegun(): boolean;
}

interface Place {
  url: URL;
  depth: number;
  from: string;
  column?: SiteColumn;
}

const AGENT = 'ward';
const MOST_LINKS_A_PAGE = 1_000;
/** Links that are remembered; those beyond are not followed, and a page budget of 500 rarely meets as many. */
const MOST_KNOWN = 5_000;
const MOST_BROKEN = 500;
/** A failure may be a matter of a moment; so many are asked again at the end. */
const MOST_ASKED_AGAIN = 50;
/** So many in a row that nobody answers: it is not the links. */
const MOST_SILENT = 5;

/** Looks through a site, page after page, never faster than it should. */
export function createCrawl(config: SiteConfig, options: ProbeOptions): Crawl {
  const start = new URL(config.path, homeOf(config, options.host));
  const excluded = config.exclude.map(readExpression);
  let home: Home = { hostname: start.hostname, address: config.address };
  let robots: Robots = NO_ROBOTS;
  const queue: Place[] = [];
  const known = new Set<string>();
  const suspects: { place: Place; why: string }[] = [];
  const broken: Broken[] = [];
  const columns: Record<string, string> = {};
  let isBegun = false;
  let at = 0;
  let pages = 0;
  let silent = 0;
  let askedAgain = 0;
  let lastMs = Number.NEGATIVE_INFINITY;

  return {
    hasBegun: () => isBegun,
    async goOn(forMs, signal) {
      const untilMs = performance.now() + forMs;
      if (!isBegun) await begin(signal);
      for (let place = queue[at]; place && (place.column || pages < config.pages); place = queue[at]) {
        if (performance.now() >= untilMs) return undefined;
        await visit(place, signal);
        at++;
      }
      while (askedAgain < Math.min(suspects.length, MOST_ASKED_AGAIN)) {
        if (performance.now() >= untilMs) return undefined;
        await askAgain(suspects[askedAgain]!.place, signal);
        askedAgain++;
      }
      for (const { place, why } of suspects.slice(MOST_ASKED_AGAIN)) tellBroken(place, why);
      return { pages, links: known.size, broken, columns };
    },
  };

  async function begin(signal: AbortSignal): Promise<void> {
    let first = await paced(start, signal);
    home = await homeBehind(start, first, home, options);
    if (first.url.hostname !== start.hostname) first = await paced(first.url, signal);
    if (first.status >= 400)
      throw new ProbeError('wrong_answer', `the start page answers with status ${first.status}`);
    if (config.robots) robots = await readRules(first.url, signal);
    pages = 1;
    known.add(first.url.href);
    const links = linksOnPage(first);
    for (const column of config.columns) addColumn(column, links, first.url);
    add(links, first.url, 1);
    isBegun = true;
  }

  async function readRules(at: URL, signal: AbortSignal): Promise<Robots> {
    try {
      const { status, page } = await paced(new URL('/robots.txt', at), signal);
      return status === 200 && page ? readRobots(page.source, AGENT) : NO_ROBOTS;
    } catch (error) {
      if (!(error instanceof ProbeError)) throw error;
      return NO_ROBOTS;
    }
  }

  /** Columns go first, whatever the budget. */
  function addColumn(column: SiteColumn, links: readonly Link[], from: URL): void {
    const link = linkTo(column, links);
    columns[column.name] = link ? 'not_answering' : 'missing';
    if (!link) return;
    if (link.url.hostname !== home.hostname) {
      // It lives elsewhere, and is there: more is not ours to judge.
      columns[column.name] = 'ok';
      return;
    }
    known.add(link.url.href);
    queue.push({ url: link.url, depth: 1, from: from.href, column });
  }

  function add(links: readonly Link[], from: URL, depth: number): void {
    for (const { url } of links) {
      if (known.size >= MOST_KNOWN) return;
      if (url.hostname !== home.hostname || known.has(url.href)) continue;
      known.add(url.href);
      if (depth > config.depth || !robots.permits(url)) continue;
      if (excluded.some((expression) => findIn(`${url.pathname}${url.search}`, expression) !== undefined))
        continue;
      queue.push({ url, depth, from: from.href });
    }
  }

  async function visit(place: Place, signal: AbortSignal): Promise<void> {
    const fetched = await tried(place, signal);
    pages++;
    if (typeof fetched === 'string') {
      suspects.push({ place, why: fetched });
      return;
    }
    const links = linksOnPage(fetched);
    if (place.column) columns[place.column.name] = columnState(place.column, fetched, inside(links));
    add(links, fetched.url, place.depth + 1);
  }

  async function askAgain(place: Place, signal: AbortSignal): Promise<void> {
    const fetched = await tried(place, signal);
    if (typeof fetched === 'string') tellBroken(place, fetched);
    else if (place.column)
      columns[place.column.name] = columnState(place.column, fetched, inside(linksOnPage(fetched)));
  }

  /** What is behind a link, or why nothing is. */
  async function tried({ url }: Place, signal: AbortSignal): Promise<Fetched | string> {
    try {
      const fetched = await paced(url, signal);
      silent = 0;
      return isBroken(fetched.status) ? `status ${fetched.status}` : fetched;
    } catch (error) {
      if (!(error instanceof ProbeError)) throw error;
      silent = error.state === 'silent' || error.state === 'refused' ? silent + 1 : 0;
      if (silent >= MOST_SILENT) throw error;
      return error.message;
    }
  }

  async function paced(url: URL, signal: AbortSignal): Promise<Fetched> {
    const spanMs = Math.max(1_000 / config.per_second, robots.delayMs);
    await pause(lastMs + spanMs - performance.now(), signal);
    lastMs = performance.now();
    return fetchPage(url, home, config, signal);
  }

  function tellBroken({ url, from }: Place, why: string): void {
    if (broken.length < MOST_BROKEN) broken.push({ url: url.href, why, from });
  }

  function linksOnPage({ page, url }: Fetched): Link[] {
    return page?.isHtml ? linksOf(page.source, url, MOST_LINKS_A_PAGE) : [];
  }

  function inside(links: readonly Link[]): number {
    return new Set(links.filter(({ url }) => url.hostname === home.hostname).map(({ url }) => url.href)).size;
  }
}

/** Who must sign in, or asks too fast, has not followed a broken link. */
function isBroken(status: number): boolean {
  return status >= 400 && ![401, 403, 405, 407, 429].includes(status);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.reject(signal.reason);
  if (!(ms > 0)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
