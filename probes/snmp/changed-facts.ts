import type { Fact } from '../probe.ts';

/** Facts are told when they changed, and now and then all the same. */
const TOLD_EVERY_MS = 86_400_000;

/** Leaves out facts that were told lately as they are. */
export function changedFacts(): (facts: readonly Fact[], nowMs: number) => Fact[] {
  const told = new Map<string, { text: string; atMs: number }>();
  return (facts, nowMs) =>
    facts.filter(({ kind, key, data }) => {
      const text = JSON.stringify(data);
      const last = told.get(`${kind}\n${key}`);
      const isOld = last === undefined || nowMs - last.atMs >= TOLD_EVERY_MS || nowMs < last.atMs;
      if (!isOld && last.text === text) return false;
      told.set(`${kind}\n${key}`, { text, atMs: nowMs });
      return true;
    });
}
