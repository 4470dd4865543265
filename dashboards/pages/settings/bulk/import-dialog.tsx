import './bulk.css';
import { useState } from 'preact/hooks';
import type { ImportPlan } from '../../../api/bulk.ts';
import { ApiError } from '../../../api/call.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { errorText } from '../../../words/error-text.ts';
import { BulkRemove } from './bulk-remove.tsx';
import { ChooseFile } from './choose-file.tsx';
import { PlanTable } from './plan-table.tsx';

/** What is imported: bytes, and whether they bring back what was there before an import. */
interface Sheet {
  bytes: ArrayBuffer;
  isUndo: boolean;
}

/** From a file to what it would change, and only then to what it does change. */
export function ImportDialog({ onClose, onImported }: { onClose(): void; onImported(): void }) {
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.bulk;
  const [sheet, setSheet] = useState<Sheet>();
  const [plan, setPlan] = useState<ImportPlan>();
  const [before, setBefore] = useState<ArrayBuffer>();
  const [busy, setBusy] = useState<'reading' | 'applying'>();
  const [error, setError] = useState<string>();
  const [isRemoving, setRemoving] = useState(false);
  const [removed, setRemoved] = useState<number>();

  async function look(next: Sheet, said?: string): Promise<void> {
    setBusy('reading');
    setError(said);
    setPlan(undefined);
    setSheet(next);
    try {
      setPlan(await api.sendBytes<ImportPlan>('targets/import', next.bytes, { preview: '1' }));
    } catch (problem) {
      setError(sentence(problem));
    } finally {
      setBusy(undefined);
    }
  }

  async function apply(): Promise<void> {
    if (!sheet || !plan) return;
    setBusy('applying');
    setError(undefined);
    try {
      // Kept for taking it back: what is there now, as a sheet.
      const { body } = await api.getBytes('targets/export', { format: 'csv' });
      const query = { preview: '0', token: plan.token };
      setPlan(await api.sendBytes<ImportPlan>('targets/import', sheet.bytes, query));
      setBefore(sheet.isUndo ? undefined : body);
      onImported();
    } catch (problem) {
      if (problem instanceof ApiError && problem.code === 'other_plan') {
        await look(sheet, sentence(problem));
        return;
      }
      setError(sentence(problem));
    } finally {
      setBusy(undefined);
    }
  }

  function sentence(problem: unknown): string {
    const code = problem instanceof ApiError ? (problem.status === 413 ? 'too_large' : problem.code) : '';
    return text.sheetFaults[code] ?? errorText(words, problem);
  }

  const made = plan?.applied
    ? plan.rows.flatMap(({ what, target }) => (what === 'new' && target !== null ? [target] : []))
    : [];
  const writes = plan ? plan.counts.new + plan.counts.changed : 0;
  return (
    <>
      <Dialog title={text.importTitle} broad onClose={onClose}>
        {!plan && !busy && <ChooseFile onChosen={(bytes) => void look({ bytes, isUndo: false })} />}
        {busy && (
          <p class="muted" role="status">
            {busy === 'reading' ? text.reading : text.applying}
          </p>
        )}
        {error && (
          <p class="field-error" role="alert">
            {error}
          </p>
        )}
        {plan?.applied && (
          <p role="status" class="import-done">
            {text.imported(formats.number(plan.counts.new), formats.number(plan.counts.changed))}
          </p>
        )}
        {removed !== undefined && <p role="status">{text.removed(formats.number(removed))}</p>}
        {plan && !plan.applied && (
          <>
            {sheet?.isUndo && <p class="note">{text.undoNow}</p>}
            {plan.ignored.length > 0 && <p class="note">{text.ignored(plan.ignored.join(', '))}</p>}
            {plan.counts.refused > 0 && <p class="note">{text.mend}</p>}
            {writes === 0 && plan.counts.refused === 0 && <p class="note">{text.nothingToDo}</p>}
            <PlanTable key={plan.token} plan={plan} />
          </>
        )}
        <footer>
          {plan?.applied && before && plan.counts.changed > 0 && (
            <span class="footer-start">
              <Button onClick={() => void look({ bytes: before, isUndo: true })}>{text.undo}</Button>
              <span class="below muted">{text.undoHint}</span>
            </span>
          )}
          {made.length > 0 && removed === undefined && (
            <Button look="danger" onClick={() => setRemoving(true)}>
              {text.removeMade(formats.number(made.length))}
            </Button>
          )}
          {plan && !plan.applied && (
            <Button
              onClick={() => {
                setPlan(undefined);
                setError(undefined);
              }}
            >
              {text.sameFile}
            </Button>
          )}
          <Button onClick={onClose}>{plan?.applied ? text.done : words.shell.common.cancel}</Button>
          {plan && !plan.applied && (
            <Button
              look="primary"
              disabled={busy !== undefined || plan.counts.refused > 0 || writes === 0}
              onClick={() => void apply()}
            >
              {text.applyRows(formats.number(writes))}
            </Button>
          )}
        </footer>
      </Dialog>
      {isRemoving && (
        <BulkRemove
          ids={made}
          onDone={(results) => {
            setRemoving(false);
            setRemoved(results.filter(({ what }) => what === 'removed').length);
            onImported();
          }}
          onClose={() => setRemoving(false)}
        />
      )}
    </>
  );
}
