import { useEffect, useRef } from 'preact/hooks';
import type { LiveSeries } from '#protocol/live.ts';
import type { LiveClient } from '../../live/live-client.ts';
import { useWard } from '../../ui/context.ts';

/** What states alone do not tell, such as another run that was fine, is read this often. */
const RENEW_MS = 15_000;
/** Many states may change on the hour: all jobs are read anew at most this often, and a single one sooner. */
const AGAIN_MS = 2_000;
const ONE_AGAIN_MS = 500;

/** Calls `reload` when the state of a job changes, and now and then; of one job, or of all. */
export function useLiveJobs(reload: () => void, target?: string): void {
  const { live } = useWard();
  const readAtMs = useRef(0);
  useEffect(() => {
    const againMs = target === undefined ? AGAIN_MS : ONE_AGAIN_MS;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    function read(): void {
      clearTimeout(waiting);
      waiting = undefined;
      readAtMs.current = Date.now();
      reload();
    }
    function hurry(): void {
      waiting ??= setTimeout(read, Math.max(0, readAtMs.current + againMs - Date.now()));
    }
    const end = watchStates(live, hurry, target);
    const timer = setInterval(read, RENEW_MS);
    return () => {
      end();
      clearInterval(timer);
      clearTimeout(waiting);
    };
  }, [live, reload, target]);
}

/** Tells when a state is another one than before; what a connection begins with is news when it is. */
function watchStates(live: LiveClient, onChange: () => void, target?: string): () => void {
  const states = new Map<string, number>();
  const targets = new Map<number, string>();
  let isFirst = true;

  function take(id: string, state: number | null): void {
    if (state === null || Number.isNaN(state) || states.get(id) === state) return;
    states.set(id, state);
    if (!isFirst) onChange();
  }
  function add(series: readonly LiveSeries[]): void {
    for (const { number, target: id, value } of series) {
      targets.set(number, id);
      take(id, value);
    }
  }

  return live.subscribe(
    { metrics: ['job.state'], ...(target !== undefined && { targets: [target] }) },
    {
      snapshot: (series) => {
        targets.clear();
        add(series);
        isFirst = false;
      },
      added: add,
      values: (_timesMs, values, numbers) => {
        for (let at = 0; at < numbers.length; at++) {
          const id = targets.get(numbers[at]);
          if (id !== undefined) take(id, values[at]);
        }
      },
    },
  );
}
