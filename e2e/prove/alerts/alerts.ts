/*
 * Proves what docs/alerts.md promises: random rules on random histories, judged by the evaluator and by a model that
 * is as plain as the promises, and the life of whole collectors, with crashes and without. All cores share the work;
 * each history has a seed of its own, and `--seed N --count 1` runs it alone.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Proof, ProofOptions, ProofResult } from '../proof.ts';
import type { Checked } from './check-histories.ts';

const HISTORIES = 1_000_000;
/** Seeds handed out at a time, so that no core waits long for another. */
const SHARE = 20_000;

/** A million random histories, unless `--count` says otherwise. */
export const alertsProof: Proof = {
  about:
    'alerts follow their contract in a million random histories, crashes and edits (--count N, --seed N)',
  run: proveAlerts,
};

async function proveAlerts({ seed, count = HISTORIES, say }: ProofOptions): Promise<ProofResult> {
  const begunMs = performance.now();
  const result: ProofResult = { seed, counts: {}, violations: [] };
  let next = 0;
  const share = (): { firstSeed: number; histories: number } | undefined => {
    if (next >= count || result.violations.length > 0) return undefined;
    const histories = Math.min(SHARE, count - next);
    next += histories;
    return { firstSeed: seed + next - histories, histories };
  };
  say(`${count} histories, seeds ${seed} to ${seed + count - 1}`);
  await Promise.all(
    Array.from({ length: availableParallelism() }, () =>
      work(share, ({ counts, violations }) => {
        for (const [name, value] of Object.entries(counts)) {
          result.counts[name] = (result.counts[name] ?? 0) + value;
        }
        result.violations.push(...violations);
        const seconds = Math.round((performance.now() - begunMs) / 1_000);
        say(
          `${result.counts.histories} of ${count} after ${seconds} s, ${result.violations.length} violations`,
        );
      }),
    ),
  );
  result.counts.seconds = Math.round((performance.now() - begunMs) / 1_000);
  return result;
}

/** One thread, which takes shares until there are no more. */
function work(
  share: () => { firstSeed: number; histories: number } | undefined,
  checked: (checked: Checked) => void,
): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    const go = () => {
      const range = share();
      if (range) worker.postMessage(range);
      else void worker.terminate().then(() => resolve());
    };
    worker.on('message', (message: Checked) => {
      checked(message);
      go();
    });
    worker.on('error', reject);
    go();
  });
}
