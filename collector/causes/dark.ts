import { type Sliced, sliced } from './slices.ts';
import { byWeight, isFiring, isInferred, type Standing, silentFrom } from './standing.ts';

/** A target of which nothing is heard any more. */
export interface Dark {
  target: string;
  /** The alerts that say so, pending ones too, the one that leads first. */
  words: readonly Standing[];
  /** The newest moment at which it may still have been heard. */
  silentFromMs: number;
}

/** When a target was last heard of, whatever it said; undefined where nobody knows. */
export type LastSign = (target: string) => number | undefined;

/**
 * Targets that are silent: something says so, and nothing was heard of them since it began. A target that is told
 * silent by one probe and answers another is not among them.
 */
export function* darkTargets(standing: readonly Standing[], lastSign: LastSign): Sliced<Map<string, Dark>> {
  const found = new Map<string, Dark>();
  const unreachable = standing.filter(({ meaning }) => meaning === 'unreachable');
  const byTarget = Map.groupBy(unreachable, ({ alert }) => alert.target);
  yield;
  yield* sliced(byTarget, ([target, all]) => {
    const signMs = lastSign(target) ?? Number.NEGATIVE_INFINITY;
    const words = all.filter((word) => isInferred(word) || silentFrom(word) >= signMs);
    if (words.length === 0) return;
    const silentFromMs = Math.max(...words.map(silentFrom));
    found.set(target, {
      target,
      words: words.length > 1 ? words.sort(leaderFirst(words)) : words,
      silentFromMs,
    });
  });
  return found;
}

/** Whoever leads already goes on; what does not fire yet comes last. */
function leaderFirst(words: readonly Standing[]): (one: Standing, other: Standing) => number {
  const followed = new Set(words.map(({ alert }) => alert.because?.alert));
  const leads = (word: Standing) => Number(!isInferred(word) && !followed.has(word.alert.id));
  return (one, other) =>
    Number(isFiring(other)) - Number(isFiring(one)) ||
    Number(isInferred(other)) - Number(isInferred(one)) ||
    leads(one) - leads(other) ||
    byWeight(one, other);
}
