import type { Room } from './room.ts';

/** Something that goes wrong in a room, for a while. */
export interface Incident {
  /** As it is typed: `ups-on-battery`. */
  name: string;
  title: { 'zh-CN': string; en: string };
  /** What happens and what can be seen. */
  description: { 'zh-CN': string; en: string };
  /** How long it lasts; 0: it happens at once and stays. */
  durationMs: number;
  begin(room: Room, nowMs: number): void;
  /** Called now and then while it lasts, with the share of its time that has passed. */
  go?(room: Room, share: number, nowMs: number): void;
  /** Everything is as before. */
  end?(room: Room, nowMs: number): void;
}

/** Incidents that are under way in a room. */
export class IncidentDesk {
  readonly #room: Room;
  readonly #running = new Map<Incident, number>();

  constructor(room: Room) {
    this.#room = room;
  }

  get running(): Incident[] {
    return [...this.#running.keys()];
  }

  /** False when it is under way already. */
  start(incident: Incident, nowMs: number): boolean {
    if (this.#running.has(incident)) return false;
    incident.begin(this.#room, nowMs);
    if (incident.durationMs > 0) this.#running.set(incident, nowMs);
    return true;
  }

  /** Lets what is under way go on, and ends what has lasted long enough; gives those that ended. */
  tick(nowMs: number): Incident[] {
    const ended: Incident[] = [];
    for (const [incident, startedMs] of this.#running) {
      const share = (nowMs - startedMs) / incident.durationMs;
      if (share < 1) {
        incident.go?.(this.#room, share, nowMs);
      } else {
        this.stop(incident, nowMs);
        ended.push(incident);
      }
    }
    return ended;
  }

  /** Ends one before its time. */
  stop(incident: Incident, nowMs: number): void {
    if (!this.#running.delete(incident)) return;
    incident.end?.(this.#room, nowMs);
  }
}
