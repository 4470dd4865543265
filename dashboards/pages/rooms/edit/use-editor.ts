import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../../../api/call.ts';
import type { RoomAnswer } from '../../../api/rooms.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { changed, type History, redone, startHistory, undone } from '../../../ui/edit-history.ts';
import type { Undoable } from '../../../ui/undo-buttons.tsx';
import { errorText } from '../../../words/error-text.ts';
import type { Draft } from '../model/draft.ts';

/** Somebody else has saved the plan since it was loaded. */
export interface Overtaken {
  revision: number;
  changedBy: string | null;
  changedAtMs: number | null;
}

/** A room that is being changed, and what can be done with the changes. */
export interface Editor extends Undoable {
  draft: Draft;
  isChanged: boolean;
  busy: boolean;
  error: string | undefined;
  overtaken: Overtaken | undefined;
  /** Changes with the same mark that follow each other are one step back. */
  change(next: (draft: Draft) => Draft, mark?: string): void;
  /** `over`: the revision of somebody else that shall be replaced. */
  save(over?: number): Promise<void>;
}

interface Kept {
  history: History<Draft>;
  revision: number;
}

/** What was left without saving, by person and room: whoever comes back to the room finds it. */
const left = new Map<string, Kept>();

/** Follows the changes to a room; undefined while nobody makes any. */
export function useEditor(room: RoomAnswer | undefined, onSaved: () => void) {
  const { api, session } = useWard();
  const { words } = useText();
  const person = session.current.value.state === 'in' ? session.current.value.session.person : '';
  const key = `${person} ${room?.organisation} ${room?.name}`;
  const [kept, setKept] = useState<Kept | undefined>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [overtaken, setOvertaken] = useState<Overtaken>();
  const isChanged = kept !== undefined && kept.history.past.length > 0;

  useEffect(() => {
    const before = room && left.get(key);
    if (before) setKept(before);
  }, [room === undefined, key]);

  useEffect(() => {
    if (!room) return;
    if (kept && isChanged) left.set(key, kept);
    else left.delete(key);
  }, [kept]);

  function begin(): void {
    if (!room) return;
    setError(undefined);
    setOvertaken(undefined);
    setKept({
      history: startHistory<Draft>({ plan: room.plan, places: {}, joined: [] }),
      revision: room.revision,
    });
  }

  function end(): void {
    left.delete(key);
    setKept(undefined);
    setOvertaken(undefined);
    setError(undefined);
  }

  const step = (next: (history: History<Draft>) => History<Draft>): void =>
    setKept((now) => now && { ...now, history: next(now.history) });

  async function save(over?: number): Promise<void> {
    if (!room || !kept || busy) return;
    const { plan, places, joined } = kept.history.now;
    setBusy(true);
    setError(undefined);
    setOvertaken(undefined);
    try {
      const path = `rooms/${encodeURIComponent(room.organisation)}/${encodeURIComponent(room.name)}`;
      const { revision } = await api.send<RoomAnswer>('PUT', path, { revision: over ?? kept.revision, plan });
      // What follows may fail, and is tried again then: the plan is ours by now.
      setKept((now) => now && { ...now, revision });
      const before = new Map([...room.targets, ...joined].map((target) => [target.id, target]));
      for (const [id, { rack, rackUnit }] of Object.entries(places)) {
        const target = before.get(id);
        const isHere = target?.room === room.name;
        if (!target || (isHere && target.rack === rack && target.rackUnit === rackUnit)) continue;
        const place = isHere ? { rack, rackUnit } : { room: room.name, rack, rackUnit };
        await api.send('PATCH', `targets/${encodeURIComponent(id)}`, place);
      }
      end();
      onSaved();
    } catch (problem) {
      if (problem instanceof ApiError && problem.code === 'changed_meanwhile')
        setOvertaken(problem.details as unknown as Overtaken);
      else setError(errorText(words, problem));
    } finally {
      setBusy(false);
    }
  }

  const editor: Editor | undefined = kept && {
    draft: kept.history.now,
    isChanged,
    canUndo: kept.history.past.length > 0,
    canRedo: kept.history.future.length > 0,
    busy,
    error,
    overtaken,
    change: (next, mark) => step((history) => changed(history, next(history.now), mark)),
    undo: () => step(undone),
    redo: () => step(redone),
    save,
  };
  return { editor, begin, end };
}
