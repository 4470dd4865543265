import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../api/call.ts';
import type { TopologyAnswer } from '../../api/topology.ts';
import { useText, useWard } from '../../ui/context.ts';
import { changed, type History, redone, startHistory, undone } from '../../ui/edit-history.ts';
import type { Undoable } from '../../ui/undo-buttons.tsx';
import { errorText } from '../../words/error-text.ts';
import { changesOf, type Draft, draftOf } from './model/draft.ts';

/** The map that is being corrected, and what can be done with the corrections. */
export interface Correcting extends Undoable {
  draft: Draft;
  isChanged: boolean;
  busy: boolean;
  error: string | undefined;
  /** Who has saved meanwhile. */
  overtakenBy: string | undefined;
  /** Changes with the same mark that follow each other are one step back. */
  change(next: (draft: Draft) => Draft, mark?: string): void;
  save(): Promise<void>;
}

/** Follows the corrections of a map; undefined while nobody makes any. */
export function useCorrecting(
  answer: TopologyAnswer,
  organisationOf: (node: string) => string,
  onSaved: () => void,
) {
  const { api } = useWard();
  const { words } = useText();
  const [history, setHistory] = useState<History<Draft>>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [overtakenBy, setOvertakenBy] = useState<string>();
  const isSaved = useRef(false);
  const isChanged = history !== undefined && history.past.length > 0;

  // What was saved is shown until it comes back: otherwise the map would jump to what it was before.
  useEffect(() => {
    if (isSaved.current) end();
    isSaved.current = false;
  }, [answer]);

  function end(): void {
    setHistory(undefined);
    setError(undefined);
    setOvertakenBy(undefined);
  }

  async function save(): Promise<void> {
    if (!history || busy) return;
    setBusy(true);
    setError(undefined);
    setOvertakenBy(undefined);
    try {
      for (const change of changesOf(history.now, answer, organisationOf))
        await api.send('PUT', 'topology/corrections', change);
      isSaved.current = true;
      onSaved();
    } catch (problem) {
      if (problem instanceof ApiError && problem.code === 'changed_meanwhile')
        setOvertakenBy(String(problem.details.changedBy ?? '–'));
      else setError(errorText(words, problem));
    } finally {
      setBusy(false);
    }
  }

  const step = (next: (now: History<Draft>) => History<Draft>): void => setHistory((now) => now && next(now));
  const correcting: Correcting | undefined = history && {
    draft: history.now,
    isChanged,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    busy,
    error,
    overtakenBy,
    change: (next, mark) => step((now) => changed(now, next(now.now), mark)),
    undo: () => step(undone),
    redo: () => step(redone),
    save,
  };
  return { correcting, begin: () => setHistory(startHistory(draftOf(answer))), end };
}
