import { breathe } from './breathe.ts';
import type { Held } from './holds.ts';
import { jsonOf } from './ledger-values.ts';
import type { Pipeline } from './pipeline.ts';
import type { Verdict } from './plan.ts';
import { ask, release } from './plan-events.ts';

/** The thread is given free after so long. */
const SLICE_MS = 8;
/** Changes in one transaction. */
const CHANGES_AT_ONCE = 100;

interface Change {
  held: Held;
  verdict: Verdict;
}

/** Asks again about what is held and due, or about all of it; what passes now is told. */
export async function reaskHolds(pipeline: Pipeline, all: boolean): Promise<void> {
  let changes: Change[] = [];
  let startedMs = performance.now();
  for (const held of pipeline.holds.due(pipeline.nowMs(), all)) {
    const verdict = ask(pipeline, held.event);
    if (isChange({ held, verdict })) changes.push({ held, verdict });
    if (changes.length < CHANGES_AT_ONCE && performance.now() - startedMs < SLICE_MS) continue;
    await make(pipeline, changes);
    changes = [];
    await breathe();
    startedMs = performance.now();
  }
  await make(pipeline, changes);
}

function isChange({ held: { span }, verdict }: Change): boolean {
  if (!verdict || verdict.held !== span.code || verdict.untilMs !== span.untilMs) return true;
  return jsonOf(verdict.params) !== jsonOf(span.params);
}

async function make(pipeline: Pipeline, changes: readonly Change[]): Promise<void> {
  const { sql, holds, nowMs } = pipeline;
  if (changes.length === 0) return;
  try {
    await sql.transaction(async () => {
      for (const { held, verdict } of changes) {
        if (verdict) await holds.goOn(held, verdict, nowMs());
        else await release(pipeline, held);
      }
    });
  } catch (error) {
    await holds.load();
    throw error;
  }
}
