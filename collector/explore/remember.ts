/**
 * Keeps answers for a while, at most so many: what people type asks the same again and again. Without a clock of its
 * own; the oldest goes first.
 */
export function remember<Value>({ most, forMs, nowMs }: { most: number; forMs: number; nowMs(): number }) {
  const kept = new Map<string, { untilMs: number; value: Value }>();
  const recall = (key: string, make: () => Value): Value => {
    const known = kept.get(key);
    if (known && known.untilMs > nowMs()) return known.value;
    kept.delete(key);
    const value = make();
    kept.set(key, { untilMs: nowMs() + forMs, value });
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break;
      kept.delete(oldest);
    }
    return value;
  };
  /** What turned out not to be worth keeping is made anew the next time. */
  const forget = (key: string): void => void kept.delete(key);
  return Object.assign(recall, { forget });
}
