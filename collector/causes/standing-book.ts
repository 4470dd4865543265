import type { Alert } from '#protocol/alert.ts';
import type { Meaning } from '#protocol/rule.ts';
import type { Standing } from './standing.ts';

/** The alerts that fire, by id and by what hides them. */
export class StandingBook {
  readonly #byId = new Map<string, Standing>();
  readonly #byCause = new Map<string, Set<string>>();

  get(id: string): Standing | undefined {
    return this.#byId.get(id);
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  values(): IterableIterator<Standing> {
    return this.#byId.values();
  }

  /** How many are hidden by another. */
  get hidden(): number {
    let hidden = 0;
    for (const all of this.#byCause.values()) hidden += all.size;
    return hidden;
  }

  /** Puts it in, in the place of what was known of it. */
  keep(alert: Alert, meaning: Meaning | undefined): Standing {
    this.#unlink(alert.id);
    const standing: Standing = { alert, meaning };
    this.#byId.set(alert.id, standing);
    if (alert.because) {
      const hidden = this.#byCause.get(alert.because.alert) ?? new Set();
      this.#byCause.set(alert.because.alert, hidden.add(alert.id));
    }
    return standing;
  }

  forget(id: string): void {
    this.#unlink(id);
    this.#byId.delete(id);
  }

  /** Those that this one hides, newest first. */
  behind(cause: string): Alert[] {
    const hidden = [...(this.#byCause.get(cause) ?? [])].flatMap((id) => this.#byId.get(id)?.alert ?? []);
    return hidden.sort((a, b) => (b.because?.sinceMs ?? 0) - (a.because?.sinceMs ?? 0));
  }

  #unlink(id: string): void {
    const cause = this.#byId.get(id)?.alert.because?.alert;
    const hidden = cause === undefined ? undefined : this.#byCause.get(cause);
    hidden?.delete(id);
    if (cause !== undefined && hidden?.size === 0) this.#byCause.delete(cause);
  }
}
