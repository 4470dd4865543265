import { useState } from 'preact/hooks';
import type { JobEntry } from '../../api/jobs.ts';
import { Segments } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormFoot } from '../../ui/form-foot.tsx';
import { useChange } from '../../ui/use-change.ts';
import { parseBytes, parseSpan } from './quantities.ts';

const OUTCOMES = ['succeeded', 'failed'] as const;

/** A person says what they did, such as a restore test. */
export function RecordRun({ job, onDone, onClose }: { job: JobEntry; onDone(): void; onClose(): void }) {
  const { api, clock } = useWard();
  const { words, formats } = useText();
  const text = words.jobs;
  const [phase, setPhase] = useState<(typeof OUTCOMES)[number]>('succeeded');
  const [at, setAt] = useState(() => formats.field(clock.now()));
  const [span, setSpan] = useState('');
  const [size, setSize] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useChange();

  const atMs = formats.fromField(at);
  const faults = {
    at: Number.isNaN(atMs) ? text.faults.moment : atMs > clock.now() ? text.faults.ahead : undefined,
    span: span.trim() && !(parseSpan(span) > 0) ? text.faults.span : undefined,
    size: size.trim() && Number.isNaN(parseBytes(size)) ? text.faults.bytes : undefined,
    note: tried && !note.trim() ? text.faults.required : undefined,
  };

  function submit(event: Event): void {
    event.preventDefault();
    setTried(true);
    if (!note.trim() || Object.values(faults).some(Boolean)) return;
    const told = {
      phase,
      atMs,
      note: note.trim(),
      ...(span.trim() && { durationMs: parseSpan(span) }),
      ...(size.trim() && { bytes: parseBytes(size) }),
    };
    void run(() => api.send('POST', `jobs/${encodeURIComponent(job.id)}/runs`, told), onDone);
  }

  return (
    <Dialog title={text.recordTitle(job.name)} wide onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <p class="muted">{text.recordHint}</p>
        <Segments
          label={text.recordOutcome}
          value={phase}
          choices={OUTCOMES.map((value) => ({ value, text: text.recordOutcomes[value] }))}
          onChoose={(chosen: (typeof OUTCOMES)[number]) => setPhase(chosen)}
        />
        <TextField
          label={text.recordNote}
          value={note}
          hint={text.recordNoteHint}
          error={faults.note}
          autofocus
          maxLength={1_000}
          onInput={setNote}
        />
        <div class="form-grid">
          <TextField label={text.recordAt} value={at} hint={formats.zone} error={faults.at} onInput={setAt} />
          <TextField
            label={text.runColumns.duration}
            value={span}
            hint={text.spanHint}
            error={faults.span}
            onInput={setSpan}
          />
          <TextField
            label={text.runColumns.size}
            value={size}
            hint={text.smallBytesHint}
            error={faults.size}
            onInput={setSize}
          />
        </div>
        <FormFoot error={error} action={words.shell.common.save} disabled={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
