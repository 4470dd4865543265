import type { Alert } from '#protocol/alert.ts';
import type { Severity } from '#protocol/rule.ts';
import { SEVERITY_RANK } from '../../state/alert-book.ts';

/**
 * What is new among what fires: told by comparing lists, so that an alert that came while the line was cut is news too,
 * and one that is listed again is not. Remembers no more than what fires.
 */
export class NewAlerts {
  /** Null before the first list: what stood already when the wall began is no news. */
  #known: Map<string, Severity> | null = null;

  /** Those that began to fire, or became graver, since the last call; worst first as they are listed. */
  take(active: readonly Alert[]): Alert[] {
    const firing = active.filter(({ state, because }) => state === 'firing' && !because);
    const before = this.#known;
    this.#known = new Map(firing.map(({ id, severity }) => [id, severity]));
    if (!before) return [];
    return firing.filter(({ id, severity }) => {
      const was = before.get(id);
      return was === undefined || SEVERITY_RANK[severity] < SEVERITY_RANK[was];
    });
  }
}
