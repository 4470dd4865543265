/*
 * What never came, beside what the gap ledger says.
 */
import type { Ward } from '#scripts/servers/ward.ts';
import { waitFor } from './disturb.ts';
import type { Life } from './kill-record.ts';
import type { KilledAgent } from './killed-agent.ts';
import type { Violations } from './violations.ts';

/** The list of agents tells as many gaps of one agent; beyond them only their number is told. */
const GAPS_TOLD = 50;
/** The list is refreshed every two seconds. */
const REFRESHED_MS = 10_000;

interface ListedAgent {
  missingFrames: number;
  gaps: { epoch: string; from: number; to: number }[];
}

/** What of an agent never came. */
export interface MissingFrames {
  /** Behind a gap: the ledger must know. */
  known: number;
  /** Numbered in the last moment of a life, with nothing behind them: nobody can know. */
  unknowable: number;
}

/** Compares the gap ledger with what the store does not have. */
export async function checkGaps(
  ward: Ward,
  { agent, number, record }: KilledAgent,
  stored: ReadonlySet<number>,
  violations: Violations,
): Promise<MissingFrames> {
  const missing: { epoch: string; sequence: number }[] = [];
  let unknowable = 0;
  let uncertain = 0;
  for (const [epoch, life] of record.lives) {
    const highest = highestArrived(life, stored);
    for (const { sequence, timeMs, acknowledged } of life.frames.values()) {
      if (stored.has(timeMs) || acknowledged) continue;
      if (sequence < highest) missing.push({ epoch, sequence });
      else unknowable++;
    }
    // A schema whose acknowledgement was lost with the agent may have come or not: the store does not show it.
    for (const sequence of life.others)
      if (!life.acknowledgedOthers.has(sequence) && sequence < highest) uncertain++;
  }

  const ask = () => ward.call<ListedAgent>('GET', `/api/v1/agents/${agent}`);
  const isPlausible = ({ missingFrames }: ListedAgent) =>
    missingFrames >= missing.length && missingFrames <= missing.length + uncertain;
  await waitFor(REFRESHED_MS, async () => isPlausible(await ask()));
  const listed = await ask();
  if (!isPlausible(listed)) {
    violations.add(
      'the gap ledger counts otherwise',
      `agent ${number}: ${listed.missingFrames} missing frames, ${missing.length} never came`,
    );
  }
  if (listed.gaps.length < GAPS_TOLD) {
    for (const { epoch, sequence } of missing) {
      const isListed = listed.gaps.some(
        (gap) => gap.epoch === epoch && gap.from <= sequence && sequence <= gap.to,
      );
      if (!isListed) violations.add('a missing frame is in no gap', `agent ${number}, ${epoch} ${sequence}`);
    }
  }
  return { known: missing.length, unknowable };
}

function highestArrived({ frames, acknowledgedOthers }: Life, stored: ReadonlySet<number>): number {
  let highest = Math.max(0, ...acknowledgedOthers);
  for (const { sequence, timeMs, acknowledged } of frames.values()) {
    if (acknowledged || stored.has(timeMs)) highest = Math.max(highest, sequence);
  }
  return highest;
}
