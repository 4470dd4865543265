import type { Fact } from '#probes/probe.ts';
import type { DeviceFacts, Findings } from './platforms/findings.ts';
import { RARELY_MS } from './platforms/platform.ts';

/** Beside what another probe of the same target tells under the empty key: neither overwrites the other. */
const KEY = 'ssh';

/** What a device is and who its neighbours are, as records: when it changed, and once in a while. */
export function factKeeper() {
  const sent = new Map<string, { text: string; atMs: number }>();

  return (
    told: { facts: Partial<DeviceFacts>; neighbours: Findings['neighbours'] },
    nowMs: number,
  ): Fact[] => {
    const { uptimeSeconds: _, ...inventory } = told.facts;
    const facts: Fact[] = [];
    if (Object.keys(inventory).length > 0) facts.push({ kind: 'inventory', key: KEY, data: inventory });
    if (told.neighbours) facts.push({ kind: 'neighbours', key: KEY, data: told.neighbours });
    return facts.filter(({ kind, data }) => {
      const text = JSON.stringify(data);
      const before = sent.get(kind);
      if (before?.text === text && nowMs - before.atMs < RARELY_MS) return false;
      sent.set(kind, { text, atMs: nowMs });
      return true;
    });
  };
}
