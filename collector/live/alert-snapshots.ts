import { breathe } from '#collector/threads/breathe.ts';
import type { Alert } from '#protocol/alert.ts';
import type { Viewer } from './viewer.ts';

/** Everything that stands, encoded, and the moment of the news before which it was read. */
export interface AlertSnapshot {
  bytes: Uint8Array;
  moment: number;
}

/** What stands, as it was read; `truncatedAt`: there is more. */
export interface StandingAlerts {
  alerts: readonly Alert[];
  truncatedAt: number | null;
}

/** Encoded in one go: a millisecond. */
const SLICE = 250;

/**
 * What stands for each sight, read and encoded once for all who ask before something new has happened: after a storm
 * every page asks at once.
 */
export class AlertSnapshots {
  readonly #read: (viewer: Viewer) => Promise<StandingAlerts>;
  readonly #newestMoment: () => number;
  readonly #byScope = new Map<string, { moment: number; snapshot: Promise<AlertSnapshot> }>();

  constructor(read: (viewer: Viewer) => Promise<StandingAlerts>, newestMoment: () => number) {
    this.#read = read;
    this.#newestMoment = newestMoment;
  }

  of(viewer: Viewer): Promise<AlertSnapshot> {
    const moment = this.#newestMoment();
    const known = this.#byScope.get(viewer.scope);
    if (known?.moment === moment) return known.snapshot;
    const snapshot = this.#make(viewer, moment);
    this.#byScope.set(viewer.scope, { moment, snapshot });
    // A list of thousands is not kept for nobody, and what failed is tried again by whoever asks next.
    const forget = () => {
      if (this.#byScope.get(viewer.scope)?.snapshot === snapshot) this.#byScope.delete(viewer.scope);
    };
    snapshot.then(() => setTimeout(forget, KEPT_MS).unref(), forget);
    return snapshot;
  }

  async #make(viewer: Viewer, moment: number): Promise<AlertSnapshot> {
    return { bytes: await encodeAlerts(await this.#read(viewer)), moment };
  }
}

/** Alerts that have not fired change without an event: nobody gets a list that is older. */
const KEPT_MS = 2_000;

/** The message with everything that stands; gives the thread free in between. */
export async function encodeAlerts({ alerts, truncatedAt }: StandingAlerts): Promise<Uint8Array> {
  const parts = [Buffer.from(`{"type":"alerts","truncatedAt":${truncatedAt},"alerts":[`)];
  for (let at = 0; at < alerts.length; at += SLICE) {
    if (at > 0) await breathe();
    const slice = alerts.slice(at, at + SLICE).map((alert) => JSON.stringify(alert));
    parts.push(Buffer.from((at > 0 ? ',' : '') + slice.join(',')));
  }
  parts.push(Buffer.from(']}'));
  return Buffer.concat(parts);
}
