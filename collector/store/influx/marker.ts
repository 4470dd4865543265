import { randomInt } from 'node:crypto';
import type { Catalog } from '../embedded/catalog.ts';
import type { Setback } from '../store.ts';
import type { QueryDoor } from './influx-door.ts';

/** Where the points are. */
export const MEASUREMENT = 'ward_store';
export const FIELD = 'position';
const ID = 'ward_id';

/**
 * How far we are, in the database itself: each flush writes a point `ward_store,ward=… position=…` with its last lines.
 * A point that was answered for and is not there any more tells that somebody emptied the database or put an older copy
 * back. Points that were written since then pretend nothing: what is looked for is always one of before the last look.
 * The tag is of our own data directory, since several Wards may write to one database.
 */
export class Marker {
  readonly #catalog: Catalog;
  /** The tag of our points. */
  readonly id: string;
  /** Times of points that are there, as far as we know, in microseconds; 0 for none. */
  #seenUs: number;
  #writtenUs: number;
  #pendingUs = 0;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    if (catalog.number(ID, 0) === 0) {
      catalog.setNumber(ID, randomInt(1, 2 ** 47));
      catalog.commit();
    }
    this.id = markerId(catalog);
    this.#writtenUs = catalog.number('marked_us', 0);
    this.#seenUs = this.#writtenUs;
  }

  /** The line for a position; later than all before, whatever the clock says. */
  line(position: number, nowMs: number): Buffer {
    this.#pendingUs = Math.max(Math.round(nowMs * 1000), this.#writtenUs + 1);
    return Buffer.from(`${MEASUREMENT},ward=${this.id} ${FIELD}=${position}i ${this.#pendingUs}000\n`);
  }

  /** The server has answered for the last line; counts with the next commit of the catalog. */
  written(): void {
    this.#writtenUs = this.#pendingUs;
    if (this.#seenUs === 0) this.#seenUs = this.#writtenUs;
    this.#catalog.setNumber('marked_us', this.#writtenUs);
  }

  /** Looks whether what was written is there; `position` is what the catalog says, `keepsMs` how long points live. */
  async look(
    door: QueryDoor,
    position: number,
    keepsMs: number,
    nowMs: number,
  ): Promise<Setback | undefined> {
    if (this.#seenUs === 0) return undefined;
    const written = this.#writtenUs;
    const found = await this.#select(door, `"${FIELD}"`, `time >= ${this.#seenUs}u AND time <= ${written}u`);
    const isSeen = found.some(([time]) => time === this.#seenUs);
    if (isSeen && found.some(([time]) => time === written)) {
      this.#seenUs = written;
      return undefined;
    }
    // Out of the window, and not because of anybody.
    const isExpired = this.#seenUs / 1000 < nowMs - keepsMs;
    const [last] = isSeen
      ? found.slice(-1)
      : await this.#select(door, `last("${FIELD}")`, `time < ${this.#seenUs}u`);
    this.#goBackTo(last?.[0] ?? 0);
    if (isExpired && !last) return undefined;
    const from = Math.min(last?.[1] ?? 1, position);
    return from < position ? { from, to: position } : undefined;
  }

  /** What was written may be gone, and that is meant; the next point is the first again. */
  forget(): void {
    this.#seenUs = 0;
  }

  #goBackTo(timeUs: number): void {
    // New points go behind the old ones all the same.
    this.#writtenUs = timeUs;
    this.#seenUs = timeUs;
    this.#catalog.setNumber('marked_us', timeUs);
  }

  async #select(door: QueryDoor, what: string, when: string): Promise<[timeUs: number, position: number][]> {
    const [series] = await door.query(
      `SELECT ${what} FROM "${MEASUREMENT}" WHERE "ward" = '${this.id}' AND ${when}`,
    );
    return (series?.values ?? []) as [number, number][];
  }

  /** When the newest point that is there was written, UTC ms; 0 for none. */
  get newestMs(): number {
    return this.#writtenUs / 1000;
  }
}

/** The tag that a catalog has given to its points. */
export function markerId(catalog: Catalog): string {
  return catalog.number(ID, 0).toString(16).padStart(12, '0');
}
