import { useEffect, useState } from 'preact/hooks';
import type { Board, KeptBoard } from '#protocol/board.ts';
import { ApiError } from '../../api/call.ts';
import { useText, useWard } from '../../ui/context.ts';
import { useLoad } from '../../ui/use-load.ts';
import { errorText } from '../../words/error-text.ts';
import { getBoard, saveBoard } from './board-api.ts';
import { changeDraft, type Draft, isChanged, startDraft, undoDraft } from './draft.ts';

interface Left {
  draft: Draft;
  kept: KeptBoard;
}

/** What was left without saving: whoever comes back to the board while the page is open finds it. */
const left = new Map<string, Left>();

/** A board that is read, and changed. */
export interface OpenBoard {
  kept: KeptBoard | undefined;
  error: unknown;
  /** Undefined while nobody edits. */
  draft: Draft | undefined;
  board: Board | undefined;
  busy: boolean;
  problem: string | undefined;
  /** Who has changed it meanwhile. */
  overtakenBy: string | undefined;
  edit(): void;
  change(board: Board): void;
  undo(): void;
  save(): Promise<boolean>;
  discard(): void;
  reload(): void;
}

/** Reads a board, keeps what is changed until it is saved or given up. */
export function useBoard(id: string): OpenBoard {
  const { api, session } = useWard();
  const { words } = useText();
  const current = session.current.value;
  const key = `${current.state === 'in' ? current.session.person : ''} ${id}`;
  const { value, error, reload } = useLoad((signal) => getBoard(api, id, signal), [id]);
  const [saved, setSaved] = useState<KeptBoard>();
  const [work, setWork] = useState<Left | undefined>(() => left.get(key));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [overtakenBy, setOvertakenBy] = useState<string>();
  const newest = saved && (!value || saved.revision > value.revision) ? saved : value;
  const hasChanges = work !== undefined && isChanged(work.draft);

  useEffect(() => {
    if (work && hasChanges) left.set(key, work);
    else left.delete(key);
  }, [work, hasChanges]);

  async function save(): Promise<boolean> {
    if (!work || busy) return false;
    setBusy(true);
    setProblem(undefined);
    try {
      setSaved(await saveBoard(api, id, work.kept.revision, work.draft.history.now));
      setWork(undefined);
      return true;
    } catch (failure) {
      if (failure instanceof ApiError && failure.code === 'changed_meanwhile')
        setOvertakenBy(String(failure.details.changedBy));
      else setProblem(errorText(words, failure));
      return false;
    } finally {
      setBusy(false);
    }
  }

  return {
    kept: newest,
    error,
    draft: work?.draft,
    board: work?.draft.history.now ?? newest?.board,
    busy,
    problem,
    overtakenBy,
    edit: () => newest && setWork({ kept: newest, draft: startDraft(newest.board) }),
    change: (board) => setWork((now) => now && { ...now, draft: changeDraft(now.draft, board) }),
    undo: () => setWork((now) => now && { ...now, draft: undoDraft(now.draft) }),
    save,
    discard() {
      setWork(undefined);
      setProblem(undefined);
      setOvertakenBy(undefined);
    },
    reload,
  };
}
