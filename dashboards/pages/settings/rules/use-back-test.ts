import { useEffect, useRef, useState } from 'preact/hooks';
import type { BackTest } from '#protocol/back-test.ts';
import type { Rule } from '#protocol/rule.ts';
import { useWard } from '../../../ui/context.ts';

const LOOK_EVERY_MS = 400;

/** One back-test at a time, followed until it ends; it is taken back when the page is left. */
export function useBackTest() {
  const { api } = useWard();
  const [test, setTest] = useState<BackTest>();
  const [tested, setTested] = useState<Rule>();
  const [error, setError] = useState<unknown>();
  const [isStarting, setIsStarting] = useState(false);
  const current = useRef<{ id: string; timer: ReturnType<typeof setTimeout> | undefined } | undefined>(
    undefined,
  );

  const path = (id: string) => `back-tests/${encodeURIComponent(id)}`;

  function forget(): void {
    const { id, timer } = current.current ?? {};
    clearTimeout(timer);
    current.current = undefined;
    // What nobody looks at any more is kept for ten minutes otherwise; failing to say so does no harm.
    if (id) api.send('DELETE', path(id)).catch(() => undefined);
  }
  useEffect(() => forget, []);

  async function look(id: string): Promise<void> {
    try {
      const answer = await api.get<BackTest>(path(id));
      if (current.current?.id !== id) return;
      setTest(answer);
      if (answer.state === 'running') follow(id);
    } catch (problem) {
      if (current.current?.id === id) setError(problem);
    }
  }

  function follow(id: string): void {
    current.current = { id, timer: setTimeout(() => void look(id), LOOK_EVERY_MS) };
  }

  return {
    test,
    /** The rule that the test is of. */
    tested,
    error,
    isRunning: isStarting || (test?.state === 'running' && error === undefined),
    async start(rule: Rule, days: number): Promise<void> {
      forget();
      setIsStarting(true);
      setError(undefined);
      setTest(undefined);
      setTested(rule);
      try {
        const answer = await api.send<BackTest>('POST', 'back-tests', { rule, days });
        setTest(answer);
        follow(answer.id);
      } catch (problem) {
        setError(problem);
      } finally {
        setIsStarting(false);
      }
    },
    /** What was found by then stays on the page. */
    cancel(): void {
      forget();
      setTest((now) => now && { ...now, state: 'cancelled' });
    },
  };
}
