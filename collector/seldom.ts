/** Names that are remembered; more of them are told more often, and none is kept for ever. */
const MOST_NAMES = 200;

/** True the first time for a name, and then once in so long: for what fails again and again in the same way. */
export function seldom(everyMs: number, nowMs: () => number): (name: string) => boolean {
  const told = new Map<string, number>();
  return (name) => {
    const lastMs = told.get(name);
    if (lastMs !== undefined && nowMs() - lastMs < everyMs) return false;
    if (told.size >= MOST_NAMES) told.clear();
    told.set(name, nowMs());
    return true;
  };
}
