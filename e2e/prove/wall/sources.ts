import { WATCHED, WATCHED_MILDLY, type WallFeed } from '../../wall-feed.ts';
import { between, type Random, seededRandom } from '../random.ts';

const TANKS = 4;
const WELLS = 2;
/** A tank stays high or low so long, in ms. */
const STAYS_MS = [2_000, 10_000] as const;
/** So long critical alerts come and go, and then none comes: while they do, the round of pages stands still. */
const GUST_MS = [30_000, 60_000] as const;
const CALM_MS = [60_000, 90_000] as const;

/**
 * Tanks whose level is critical now and then, wells whose depth is worth a warning now and then, and a climate that can
 * be held back.
 */
export class Sources {
  readonly #feed: WallFeed;
  readonly #random: Random;
  readonly #tanks: Basin[];
  readonly #wells: Basin[];
  #isGusty = false;
  #weatherChangesAtMs = 0;
  /** The climate says nothing while it is set. */
  isClimateHeld = false;
  pushes = 0;
  refused = 0;

  constructor(feed: WallFeed, seed: number) {
    this.#feed = feed;
    this.#random = seededRandom(seed);
    this.#tanks = basins(TANKS);
    this.#wells = basins(WELLS);
  }

  /** One value of each. */
  async push(nowMs: number): Promise<void> {
    if (nowMs >= this.#weatherChangesAtMs) {
      this.#isGusty = !this.#isGusty;
      const [leastMs, mostMs] = this.#isGusty ? GUST_MS : CALM_MS;
      this.#weatherChangesAtMs = nowMs + between(this.#random, leastMs, mostMs);
    }
    const lines = [
      ...this.#lines('tank', WATCHED, this.#tanks, this.#isGusty, nowMs),
      ...this.#lines('well', WATCHED_MILDLY, this.#wells, true, nowMs),
    ];
    if (!this.isClimateHeld)
      lines.push(`room,host=aisle temperature_celsius=${(22 + this.#random()).toFixed(2)} ${nowMs}`);
    this.pushes++;
    if (!(await this.#feed.push(lines))) this.refused++;
  }

  #lines(host: string, metric: string, all: readonly Basin[], mayRise: boolean, nowMs: number): string[] {
    const [measurement, field] = metric.split('.');
    return all.map((basin, index) => {
      if (nowMs >= basin.changesAtMs) {
        basin.isHigh = mayRise && !basin.isHigh;
        basin.changesAtMs = nowMs + between(this.#random, ...STAYS_MS);
      }
      const value = basin.isHigh ? 90 + this.#random() * 10 : this.#random() * 70;
      return `${measurement},host=${host}-${index + 1} ${field}=${value.toFixed(2)} ${nowMs}`;
    });
  }
}

interface Basin {
  isHigh: boolean;
  changesAtMs: number;
}

function basins(count: number): Basin[] {
  return Array.from({ length: count }, () => ({ isHigh: false, changesAtMs: 0 }));
}
