import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import type { AlertEvent } from '#protocol/alert.ts';
import { WALL_PAGES } from '#protocol/wall.ts';
import type { Ward } from '#scripts/servers/ward.ts';
import type { CuttableProxy } from '../../cuttable-proxy.ts';
import { waitFor } from '../disturb.ts';
import type { ProofResult } from '../proof.ts';
import { between, type Random } from '../random.ts';
import { Violations } from '../violations.ts';
import { Growth } from './growth.ts';
import { Onlooker } from './onlooker.ts';
import { measure } from './seen.ts';
import type { Sources } from './sources.ts';

const PUSH_EVERY_MS = 1_000;
const LOOK_EVERY_MS = 250;
const SAY_EVERY_MS = 60_000;
/** Collector restarts for so many cuts one. */
const CUTS_A_RESTART = 20;
/** The frame draws once a second; a machine that is busy a little later. */
const MARKED_AFTER_MS = 3_500;
/** Without a word from the collector the wall knows it after this long. */
const SILENCE_MARKED_AFTER_MS = 12_000;
/** A pushed series is expected each minute: two and a half of them, and the picture. */
const CLIMATE_MARKED_AFTER_MS = 160_000;
const CLIMATE_TILE = 'room-sensors';
/** Cuts for one time that the climate is held back, where there is time for it. */
const CUTS_A_HOLD = 25;
const HOLD_FROM_S = 1_200;
/** After the line is back, everything has to be there by then. */
const LISTED_AFTER_MS = 40_000;
/** Longer than a gust, in which the round stands still, and a round after it. */
const ROUND_AFTER_S = 300;

/** What a run lets live, break and look. */
export interface RunOptions {
  ward: Ward;
  proxy: CuttableProxy;
  page: Page;
  debug: CDPSession;
  sources: Sources;
  random: Random;
  say(text: string): void;
}

/** A wall in front of a line that breaks, for a while. */
export class Run {
  readonly #options: RunOptions;
  readonly #violations = new Violations();
  readonly #onlooker: Onlooker;
  readonly #counts = { cuts: 0, freezes: 0, restarts: 0, staleMarksChecked: 0, climateHeld: 0 };
  #disturbances = 0;
  #isOver = false;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#onlooker = new Onlooker(options.page);
  }

  async during(seconds: number, cuts: number): Promise<Omit<ProofResult, 'seed'>> {
    const { debug, sources } = this.#options;
    const begunMs = Date.now();
    const untilMs = begunMs + seconds * 1_000;
    const growth = new Growth(begunMs);
    const loops = [
      this.#every(PUSH_EVERY_MS, () => sources.push(Date.now())),
      this.#every(LOOK_EVERY_MS, () => this.#onlooker.look()),
      this.#every(Math.max(5_000, (seconds * 1_000) / 120), async () => {
        growth.take({ ...(await measure(debug)), atMs: Date.now() });
      }),
      this.#every(SAY_EVERY_MS, async () => this.#say(begunMs, seconds, cuts, growth)),
    ];
    // Something stands there before the line breaks.
    await waitFor(15_000, () => this.#onlooker.alerts.size > 0);
    await this.#disturbUntil(untilMs, cuts, seconds >= HOLD_FROM_S);
    await this.#compare();
    this.#isOver = true;
    await Promise.all(loops);
    return this.#result(seconds, growth);
  }

  /** `cuts` disturbances, evenly over the time that is left besides what is held back. */
  async #disturbUntil(untilMs: number, cuts: number, isHolding: boolean): Promise<void> {
    const holds = isHolding ? Math.floor(cuts / CUTS_A_HOLD) : 0;
    const apartMs = (untilMs - Date.now() - holds * CLIMATE_MARKED_AFTER_MS) / cuts;
    for (let cut = 0; cut < cuts && Date.now() < untilMs; cut++) {
      const isHeld = isHolding && cut % CUTS_A_HOLD === CUTS_A_HOLD - 1;
      if (isHeld) await this.#holdClimate();
      const nextMs = Date.now() + apartMs;
      await this.#disturb(cut);
      this.#disturbances++;
      if (cut < cuts - 1) await sleep(Math.max(500, nextMs - Date.now()));
    }
  }

  /** Breaks the line, or the collector behind it, and sees that the screen says so. */
  async #disturb(cut: number): Promise<void> {
    const { proxy, ward, random } = this.#options;
    if (cut % CUTS_A_RESTART === CUTS_A_RESTART - 1) {
      this.#counts.restarts++;
      await ward.restart();
    } else if (cut % 4 === 3) {
      this.#counts.freezes++;
      proxy.freeze();
      await this.#allMarked('frozen', SILENCE_MARKED_AFTER_MS);
      proxy.mend();
    } else {
      this.#counts.cuts++;
      proxy.cut();
      await this.#allMarked('cut', MARKED_AFTER_MS);
      await sleep(between(random, 0, 2_000));
      proxy.mend();
    }
    await waitFor(LISTED_AFTER_MS, () => this.#onlooker.bare.length > 0);
  }

  /** Every tile says that it is old, by then at the latest. */
  async #allMarked(what: string, withinMs: number): Promise<void> {
    const isSo = await waitFor(withinMs, () => this.#onlooker.isAllMarked);
    this.#counts.staleMarksChecked += this.#onlooker.last.tiles.length;
    if (isSo) return;
    const bare = this.#onlooker.bare.join(', ');
    this.#violations.add('unmarked', `${bare} said nothing ${withinMs} ms after the line was ${what}`);
  }

  /** One source alone goes silent, with the line whole. */
  async #holdClimate(): Promise<void> {
    const { sources } = this.#options;
    this.#counts.climateHeld++;
    sources.isClimateHeld = true;
    await sleep(CLIMATE_MARKED_AFTER_MS);
    // An alert may stand over the room, and the round goes on: whoever wants to see it turns to it.
    const isShown = await waitFor(60_000, () => this.#turnToRoom());
    const isMarked = await waitFor(MARKED_AFTER_MS, () => this.#onlooker.last.old.includes(CLIMATE_TILE));
    this.#counts.staleMarksChecked++;
    if (!isShown) this.#violations.add('unseen', 'the room, while its climate was held back');
    else if (!isMarked) this.#violations.add('unmarked', 'the climate, whose values were held back');
    sources.isClimateHeld = false;
  }

  async #turnToRoom(): Promise<boolean> {
    const isThere = () => this.#onlooker.last.tiles.includes(CLIMATE_TILE);
    if (isThere()) return true;
    await this.#options.page.keyboard.press('ArrowRight');
    return waitFor(2 * LOOK_EVERY_MS, isThere);
  }

  /** Each alert that fired stood on the screen at some time. */
  async #compare(): Promise<void> {
    const fired = await firedIn(this.#options.ward);
    const missing = () => [...fired].filter((id) => !this.#onlooker.alerts.has(id));
    await waitFor(LISTED_AFTER_MS, () => missing().length === 0);
    for (const id of missing()) this.#violations.add('missed', `alert ${id} was never on the screen`);
    Object.assign(this.#counts, { alertsFired: fired.size });
  }

  #result(seconds: number, growth: Growth): Omit<ProofResult, 'seed'> {
    const { sources } = this.#options;
    const { alerts, pages, turns, looks, reloads } = this.#onlooker;
    const unturned = WALL_PAGES.filter((page) => !pages.has(page));
    if (seconds >= ROUND_AFTER_S && unturned.length > 0)
      this.#violations.add('unseen', `${unturned.join(', ')} never came up in the round`);
    if (reloads > 0) this.#violations.add('reloaded', `${reloads} times, although no newer pages were there`);
    const growing = growth.violation();
    if (growing) this.#violations.add('grows', growing);
    return {
      counts: {
        ...this.#counts,
        looks,
        turns,
        alertsSeen: alerts.size,
        pushes: sources.pushes,
        pushesRefused: sources.refused,
        ...growth.counts(),
      },
      violations: this.#violations.sentences,
    };
  }

  #say(begunMs: number, seconds: number, cuts: number, growth: Growth): void {
    const minute = Math.round((Date.now() - begunMs) / 60_000);
    const { turns, alerts } = this.#onlooker;
    const { length } = this.#violations.sentences;
    this.#options.say(
      `minute ${minute} of ${Math.round(seconds / 60)}: ${this.#disturbances} of ${cuts} disturbances, ` +
        `${turns} turns, ${alerts.size} alerts seen, ${growth.newest}, ${length} violations`,
    );
  }

  async #every(ms: number, act: () => Promise<void>): Promise<void> {
    while (!this.#isOver) {
      const nextMs = Date.now() + ms;
      await act();
      await waitFor(Math.max(0, nextMs - Date.now()), () => this.#isOver);
    }
  }
}

async function firedIn(ward: Ward): Promise<Set<string>> {
  const fired = new Set<string>();
  let cursor: string | undefined;
  do {
    const query = `kind=fired&limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
    const answer = await ward.call<{ events: AlertEvent[]; next: string | null }>(
      'GET',
      `/api/v1/alert-events?${query}`,
    );
    for (const { alert } of answer.events) if (alert.rule.startsWith('drill-')) fired.add(alert.id);
    cursor = answer.next ?? undefined;
  } while (cursor);
  return fired;
}
