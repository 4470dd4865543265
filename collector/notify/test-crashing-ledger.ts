import type { Sql } from '#collector/ledger/sql.ts';

/** A ledger that a program has open until it dies. */
export interface CrashingLedger extends Sql {
  /** Dies in so many steps: whatever it asks for then is not done, and a transaction under way is rolled back. */
  dieIn(steps: number): void;
  readonly isDead: boolean;
}

/** A connection that ends at any step, as that of a program that is killed. For tests. */
export function crashingLedger(sql: Sql): CrashingLedger {
  let left = Number.POSITIVE_INFINITY;
  const step = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (left <= 0) throw new Error('killed');
    left--;
    const result = await work();
    if (left <= 0) throw new Error('killed');
    return result;
  };
  const crashing: CrashingLedger = {
    all: (text, ...values) => step(() => sql.all(text, ...values)),
    get: (text, ...values) => step(() => sql.get(text, ...values)),
    run: (text, ...values) => step(() => sql.run(text, ...values)),
    transaction: (work) =>
      sql.transaction(async () => {
        const result = await work(crashing);
        if (left <= 0) throw new Error('killed');
        return result;
      }),
    snapshot: (work) => sql.snapshot(() => work(crashing)),
    close: async () => {},
    dieIn(steps) {
      left = Math.min(left, steps);
    },
    get isDead() {
      return left <= 0;
    },
  };
  return crashing;
}
