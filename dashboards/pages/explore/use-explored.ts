import { useEffect, useRef, useState } from 'preact/hooks';
import type { Explored } from '#protocol/explore.ts';
import { type Range, spanOf } from '../../charts/range.ts';
import { useWard } from '../../ui/context.ts';
import type { Question } from './question.ts';

/** Moving spans up to here are asked for again with every step. */
const LIVE_MS = 3_600_000;
const RENEW_AT_LEAST_MS = 10_000;
const RENEW_LONG_MS = 60_000;

export interface AskedExplored {
  value: Explored | undefined;
  error: unknown;
  /** An answer is awaited; what is shown is the one before. */
  busy: boolean;
  /** The span of the answer. */
  span: { fromMs: number; toMs: number };
  reload(): void;
}

/**
 * Asks when the question or the span changes, and again while the span moves and somebody sees it. `shiftMs`: so much
 * earlier. Without a metric nothing is asked.
 */
export function useExplored(
  question: Question | undefined,
  range: Range,
  { points = 300, shiftMs = 0, isSeen = true }: { points?: number; shiftMs?: number; isSeen?: boolean } = {},
): AskedExplored {
  const { api, clock } = useWard();
  const [state, setState] = useState<Omit<AskedExplored, 'reload'>>(() => ({
    value: undefined,
    error: undefined,
    busy: true,
    span: spanOf(range, clock.now()),
  }));
  const [round, setRound] = useState(0);
  const key = JSON.stringify([question, range, points, shiftMs]);
  const asked = useRef('');

  useEffect(() => {
    if (!question?.metric || !isSeen) return;
    let gone = false;
    const span = spanOf(range, clock.now());
    const isNew = asked.current !== key;
    asked.current = key;
    setState((before) => ({ ...before, busy: true, ...(isNew && { error: undefined }) }));
    const body = {
      question,
      fromMs: Math.round(span.fromMs - shiftMs),
      toMs: Math.round(span.toMs - shiftMs),
      points,
    };
    api.send<Explored>('POST', 'explore', body).then(
      (value) => !gone && setState({ value, error: undefined, busy: false, span }),
      // What was shown stays beside the error, unless it answers another question.
      (error: unknown) =>
        !gone &&
        setState((before) => ({ value: isNew ? undefined : before.value, error, busy: false, span })),
    );
    return () => {
      gone = true;
    };
  }, [key, round, isSeen]);

  const stepMs = state.value?.stepMs ?? RENEW_AT_LEAST_MS;
  useEffect(() => {
    if (range.kind !== 'last' || !isSeen) return;
    const { fromMs, toMs } = spanOf(range, clock.now());
    const every =
      toMs - fromMs <= LIVE_MS ? Math.max(stepMs, RENEW_AT_LEAST_MS) : Math.max(stepMs, RENEW_LONG_MS);
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setRound((before) => before + 1);
    }, every);
    return () => clearInterval(timer);
  }, [key, stepMs, isSeen]);

  return { ...state, reload: () => setRound((before) => before + 1) };
}
