import { breathe, startSlice } from '#collector/threads/breathe.ts';
import type { Held } from './holds.ts';
import type { Pipeline } from './pipeline.ts';
import { ask, release } from './plan-events.ts';

/** Changes in one transaction. */
const CHANGES_AT_ONCE = 50;

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
  const changes: (() => Promise<void>)[] = [];
  let asked = 0;
  for (const held of due) {
    const verdict = ask(pipeline, held.event);
    const change = verdict
      ? pipeline.holds.goOn(held, verdict, pipeline.nowMs())
      : () => release(pipeline, held);
    if (change) changes.push(change);
    asked++;
    if (isOver() || changes.length === CHANGES_AT_ONCE) break;
  }
  await make(pipeline, changes);
  return asked;
}

/** All of them in transactions that each take a slice of time. */
async function make({ sql }: Pipeline, changes: readonly (() => Promise<void>)[]): Promise<void> {
  for (let made = 0; made < changes.length; ) {
    if (made > 0) await breathe();
    await sql.transaction(async () => {
      const isOver = startSlice();
      for (const change of changes.slice(made)) {
        await change();
        made++;
        if (isOver()) break;
      }
    });
  }
}
