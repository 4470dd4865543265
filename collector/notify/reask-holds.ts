import { breathe, startSlice } from './breathe.ts';
import type { Held } from './holds.ts';
import { jsonOf } from './ledger-values.ts';
import type { Pipeline } from './pipeline.ts';
import type { Verdict } from './plan.ts';
import { ask, release } from './plan-events.ts';

/** Changes in one transaction. */
const CHANGES_AT_ONCE = 50;

interface Change {
  held: Held;
  verdict: Verdict;
}

/** Asks again about what is held and due, or about all of it; what passes now is told. */
export async function reaskHolds(pipeline: Pipeline, all: boolean): Promise<void> {
  const due = pipeline.holds.due(pipeline.nowMs(), all);
  for (let asked = 0; asked < due.length; ) {
    asked += await askSome(pipeline, due.slice(asked));
    await breathe();
  }
}

/** Asks the first of these, as many as a slice of time allows; returns how many. */
async function askSome(pipeline: Pipeline, due: readonly Held[]): Promise<number> {
  const isOver = startSlice();
  const changes: Change[] = [];
  let asked = 0;
  for (const held of due) {
    const verdict = ask(pipeline, held.event);
    if (isChange({ held, verdict })) changes.push({ held, verdict });
    asked++;
    if (isOver() || changes.length === CHANGES_AT_ONCE) break;
  }
  await make(pipeline, changes);
  return asked;
}

function isChange({ held: { span }, verdict }: Change): boolean {
  if (!verdict || verdict.held !== span.code || verdict.untilMs !== span.untilMs) return true;
  return jsonOf(verdict.params) !== jsonOf(span.params);
}

/** All of them in transactions that each take a slice of time. */
async function make(pipeline: Pipeline, changes: readonly Change[]): Promise<void> {
  const { sql, holds, nowMs } = pipeline;
  for (let made = 0; made < changes.length; ) {
    if (made > 0) await breathe();
    try {
      await sql.transaction(async () => {
        const isOver = startSlice();
        for (const { held, verdict } of changes.slice(made)) {
          if (verdict) await holds.goOn(held, verdict, nowMs());
          else await release(pipeline, held);
          made++;
          if (isOver()) break;
        }
      });
    } catch (error) {
      await holds.load();
      throw error;
    }
  }
}
