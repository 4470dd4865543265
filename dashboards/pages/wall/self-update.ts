const FIRST_AGAIN_MS = 60_000;
const LONGEST_AGAIN_MS = 3_600_000;

/** What was tried before, kept over the reload that it is about. */
export interface UpdateTrail {
  /** The build that was to be loaded. */
  build: string;
  attempts: number;
  lastMs: number;
}

export interface UpdateFacts {
  own: string;
  served: string;
  trail: UpdateTrail | null;
  nowMs: number;
  /** Nothing is shown for the first time now. */
  isCalm: boolean;
}

/**
 * Whether to load the newer pages now. Each time that a load did not bring them (an old copy on the way, a page that
 * does not start) the wait doubles, up to an hour: a wall that reloads itself again and again shows nothing.
 */
export function shallReload({ own, served, trail, nowMs, isCalm }: UpdateFacts): boolean {
  if (own === '' || served === '' || own === served || !isCalm) return false;
  if (!trail || trail.build !== served) return true;
  const waitMs = Math.min(FIRST_AGAIN_MS * 2 ** (trail.attempts - 1), LONGEST_AGAIN_MS);
  return nowMs - trail.lastMs >= waitMs;
}

/** What is to be remembered when it is tried now. */
export function nextTrail({ served, trail, nowMs }: UpdateFacts): UpdateTrail {
  const attempts = trail?.build === served ? trail.attempts + 1 : 1;
  return { build: served, attempts, lastMs: nowMs };
}

/** What was kept, as far as it can be read. */
export function readTrail(text: string | null): UpdateTrail | null {
  try {
    const { build, attempts, lastMs } = JSON.parse(text ?? '') as UpdateTrail;
    return typeof build === 'string' && attempts > 0 && lastMs > 0 ? { build, attempts, lastMs } : null;
  } catch {
    return null;
  }
}
