import type { Page } from 'playwright-core';
import { lookAt, type Seen } from './seen.ts';

/** Somebody who looks at the screen all the time and remembers what stood there. */
export class Onlooker {
  readonly #page: Page;
  /** Alerts that stood on the screen at some time. */
  readonly alerts = new Set<string>();
  /** How often each page came up by name, its first tile and all. */
  readonly pages = new Map<string, number>();
  last: Seen = { alerts: [], tiles: [], stale: [], old: [], page: '' };
  looks = 0;
  /** The page began anew, which it does for newer pages alone. */
  reloads = 0;

  /** Of a page that is there already. */
  constructor(page: Page) {
    this.#page = page;
    page.on('domcontentloaded', () => this.reloads++);
  }

  async look(): Promise<void> {
    const before = this.last.page;
    const seen = await lookAt(this.#page).catch(() => undefined);
    // A page that begins anew shows nothing at this moment.
    if (!seen) return;
    this.last = seen;
    this.looks++;
    for (const alert of this.last.alerts) this.alerts.add(alert);
    const { page } = this.last;
    if (page !== before) this.pages.set(page, (this.pages.get(page) ?? 0) + 1);
  }

  /** Pages that came up, all in all. */
  get turns(): number {
    return [...this.pages.values()].reduce((sum, count) => sum + count, 0);
  }

  get isAllMarked(): boolean {
    const { tiles, stale } = this.last;
    return tiles.length > 0 && stale.length === tiles.length;
  }

  /** Tiles that say nothing against themselves. */
  get bare(): string[] {
    const { tiles, stale } = this.last;
    return tiles.filter((tile) => !stale.includes(tile));
  }
}
