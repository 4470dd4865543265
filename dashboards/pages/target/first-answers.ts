import { createContext } from 'preact';
import { useContext, useRef } from 'preact/hooks';
import type { Caller } from '../../api/call.ts';
import type { ConfigVersion, PollEntry } from '../../api/polling.ts';
import type { RecordEntry } from '../../api/shapes.ts';
import type { Seen } from '../alerts/evidence.tsx';
import type { Placed } from './place.tsx';
import type { NamedMetric } from './pushed-panels.ts';

/** `GET targets/<id>/page`: what its parts would each ask for. */
export interface TargetPageAnswer {
  target: Placed & { polls: PollEntry[] };
  agentVersion: string | null;
  /** Null: the store cannot say now. */
  series: NamedMetric[] | null;
  records: Record<'inventory' | 'top_processes' | 'neighbours' | 'agent_report', RecordEntry[]>;
  events: { records: RecordEntry[]; next: string | null };
  traps: RecordEntry[];
  evidence: Seen[];
  configs: ConfigVersion[];
}

/** A part that shows up later asks for itself: what was read first is not news any more. */
const FRESH_MS = 10_000;

/** What the parts of a page ask first, read in one request. */
export class FirstAnswers {
  readonly #abort = new AbortController();
  readonly #answer: Promise<TargetPageAnswer>;
  readonly #freshUntilMs: number;
  readonly #now: () => number;

  constructor(api: Caller, target: string, now: () => number) {
    this.#now = now;
    this.#freshUntilMs = now() + FRESH_MS;
    this.#answer = api.get(`targets/${encodeURIComponent(target)}/page`, {}, this.#abort.signal);
    // Whoever asks is told.
    this.#answer.catch(() => {});
  }

  /** A part of the answer; what asking for it alone brings, where the answer has failed, is old, or lacks the part. */
  async take<Part>(
    pick: (answer: TargetPageAnswer) => Part | null | undefined,
    alone: () => Promise<Part>,
  ): Promise<Part> {
    if (this.#now() > this.#freshUntilMs) return alone();
    try {
      const part = pick(await this.#answer);
      if (part !== null && part !== undefined) return part;
    } catch (error) {
      if (this.#abort.signal.aborted) throw error;
      // The question of its own says what is wrong, if anything still is.
    }
    return alone();
  }

  close(): void {
    this.#abort.abort();
  }
}

/** Given by the page of a target. */
export const FirstAnswersContext = createContext<FirstAnswers | undefined>(undefined);

/** What reads a part of the page: the first time with all others, from then on, and elsewhere, alone. */
export function useFirst<Part>(
  pick: (answer: TargetPageAnswer) => Part | null | undefined,
): (alone: () => Promise<Part>) => Promise<Part> {
  const first = useContext(FirstAnswersContext);
  const hasRead = useRef(false);
  return (alone) => {
    if (!first || hasRead.current) return alone();
    hasRead.current = true;
    return first.take(pick, alone);
  };
}
