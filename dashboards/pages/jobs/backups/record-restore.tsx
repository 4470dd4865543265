import { useState } from 'preact/hooks';
import type { BackupEntry } from '../../../api/services.ts';
import { Segments } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/field.tsx';
import { FormFoot } from '../../../ui/form-foot.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { parseSpan } from '../quantities.ts';

type Outcome = 'passed' | 'failed';

/** A person says that they restored a backup, and how that went. */
export function RecordRestore({
  backup,
  onDone,
  onClose,
}: {
  backup: BackupEntry;
  onDone(): void;
  onClose(): void;
}) {
  const { api, clock } = useWard();
  const { words, formats } = useText();
  const text = words.jobs.backups;
  const { faults: faultTexts, spanHint } = words.jobs;
  const [outcome, setOutcome] = useState<Outcome>('passed');
  const [what, setWhat] = useState('');
  const [tester, setTester] = useState('');
  const [at, setAt] = useState(() => formats.field(clock.now()));
  const [span, setSpan] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useChange();
  const atMs = formats.fromField(at);
  const faults = {
    what: tried && !what.trim() ? faultTexts.required : undefined,
    at: Number.isNaN(atMs) ? faultTexts.moment : atMs > clock.now() ? faultTexts.ahead : undefined,
    span: span.trim() && !(parseSpan(span) > 0) ? faultTexts.span : undefined,
  };

  function submit(event: Event): void {
    event.preventDefault();
    setTried(true);
    if (!what.trim() || Object.values(faults).some(Boolean)) return;
    const said = {
      target: backup.target,
      atMs,
      outcome,
      what: what.trim(),
      ...(tester.trim() && { tester: tester.trim() }),
      ...(span.trim() && { tookMs: parseSpan(span) }),
    };
    void run(() => api.send('POST', 'restore-proofs', said), onDone);
  }

  return (
    <Dialog title={text.recordTitle(backup.targetName)} wide onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <p class="muted">{text.recordHint}</p>
        <Segments
          label={text.outcome}
          value={outcome}
          choices={(['passed', 'failed'] as const).map((value) => ({ value, text: text[value] }))}
          onChoose={(chosen: Outcome) => setOutcome(chosen)}
        />
        <TextField
          label={text.what}
          value={what}
          hint={words.jobs.recordNoteHint}
          error={faults.what}
          autofocus
          maxLength={1_000}
          onInput={setWhat}
        />
        <div class="form-grid">
          <TextField label={text.at} value={at} hint={formats.zone} error={faults.at} onInput={setAt} />
          <TextField
            label={text.tester}
            value={tester}
            hint={text.testerHint}
            maxLength={200}
            onInput={setTester}
          />
          <TextField label={text.took} value={span} hint={spanHint} error={faults.span} onInput={setSpan} />
        </div>
        <FormFoot error={error} action={words.shell.common.save} disabled={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
