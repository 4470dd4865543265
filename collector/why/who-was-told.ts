import type { Telling } from '#collector/notify/telling-record.ts';
import type { WhyNotTold, WhyTold } from '#protocol/why.ts';

/** Who was told of an alert and who was not, from what is on record. */
export function whoWasTold(tellings: readonly Telling[]): { told: WhyTold[]; notTold: WhyNotTold[] } {
  const told: WhyTold[] = [];
  const notTold: WhyNotTold[] = [];
  for (const { kind, channel, recipient, state, code, params, decidedAtMs, insteadOf, receipt } of tellings) {
    const about = { kind, channel, recipient, code, params };
    if (state === 'not_told') notTold.push({ ...about, atMs: decidedAtMs });
    else {
      told.push({
        ...about,
        state,
        decidedAtMs,
        insteadOf,
        nextAtMs: receipt?.nextAtMs ?? null,
        endedAtMs: receipt?.endedAtMs ?? null,
        attempts: receipt?.attempts ?? null,
        repeats: receipt?.repeats ?? null,
        answer: receipt?.answer ?? null,
      });
    }
  }
  return { told, notTold };
}
