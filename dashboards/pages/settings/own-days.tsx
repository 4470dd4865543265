import { useState } from 'preact/hooks';
import type { OwnDay } from '../../api/jobs.ts';
import { Button } from '../../ui/button.tsx';
import { useText } from '../../ui/context.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Table } from '../../ui/table.tsx';
import { daysBetween, parseDayText, withDays } from './year-days.ts';

/** The days that an organisation has said itself. */
export function OwnDays(options: {
  days: readonly OwnDay[];
  busy: boolean;
  /** Left out for whoever may only look. */
  onRemove?: (day: string) => void;
}) {
  const { days, busy, onRemove } = options;
  const { words } = useText();
  const text = words.jobs.calendar;
  return (
    <section class="panel card" aria-label={text.own}>
      <header class="card-head">
        <h2>{text.own}</h2>
        <span class="muted">{text.ownHint}</span>
      </header>
      {days.length === 0 && <p class="card-note muted">{text.none}</p>}
      {days.length > 0 && (
        <div class="own-days">
          <Table
            label={text.own}
            rows={days}
            keyOf={({ day }) => day}
            columns={[
              { title: text.columns.day, cell: ({ day }) => <span class="strong nowrap">{day}</span> },
              {
                title: text.columns.kind,
                cell: ({ working }) => text.kinds[working ? 'own_working' : 'own_off'],
              },
              { title: text.columns.note, wide: true, cell: ({ note }) => note },
              {
                title: words.shell.common.remove,
                kind: 'actions',
                cell: ({ day }) =>
                  onRemove && (
                    <Button
                      look="quiet"
                      label={text.removeDay(day)}
                      disabled={busy}
                      onClick={() => onRemove(day)}
                    >
                      {words.shell.common.remove}
                    </Button>
                  ),
              },
            ]}
          />
        </div>
      )}
    </section>
  );
}

const KINDS = ['own_off', 'own_working'] as const;
const MOST_AT_ONCE = 62;
const MOST_IN_ALL = 1_000;

/** A day or a row of days, beside those that are there; the year of the first is told along. */
export function AddOwnDays(options: {
  known: readonly OwnDay[];
  busy: boolean;
  onAdd(own: OwnDay[], year: number, done: () => void): void;
}) {
  const { known, busy, onAdd } = options;
  const { words } = useText();
  const text = words.jobs.calendar;
  const { faults } = words.jobs;
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [kind, setKind] = useState<(typeof KINDS)[number]>('own_off');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);

  const first = parseDayText(from);
  const last = until.trim() ? parseDayText(until) : first;
  const days = first === undefined || last === undefined ? [] : daysBetween(first, last);
  const all = withDays(
    known,
    days.map((day) => ({ day, working: kind === 'own_working', note: note.trim() })),
  );
  const isTooMany = days.length > MOST_AT_ONCE || all.length > MOST_IN_ALL;
  const fromFault = first === undefined ? faults.date : isTooMany ? text.tooMany : undefined;
  const untilFault =
    last === undefined && until.trim()
      ? faults.date
      : first !== undefined && days.length === 0
        ? faults.order
        : undefined;

  function submit(event: Event): void {
    event.preventDefault();
    setTried(true);
    if (first === undefined || fromFault || untilFault) return;
    onAdd(all, Number(first.slice(0, 4)), () => {
      setFrom('');
      setUntil('');
      setNote('');
      setTried(false);
    });
  }

  return (
    <form class="panel add-days" onSubmit={submit} noValidate>
      <TextField
        label={text.from}
        value={from}
        hint={text.fromHint}
        error={tried ? fromFault : undefined}
        onInput={setFrom}
      />
      <TextField
        label={text.until}
        value={until}
        hint={text.untilHint}
        error={tried ? untilFault : undefined}
        onInput={setUntil}
      />
      <SelectField
        label={text.kind}
        value={kind}
        choices={KINDS.map((value) => ({ value, text: text.kinds[value] }))}
        onChoose={(chosen: (typeof KINDS)[number]) => setKind(chosen)}
      />
      <TextField label={text.note} value={note} hint={text.noteHint} maxLength={200} onInput={setNote} />
      <Button look="primary" type="submit" disabled={busy}>
        {words.shell.common.add}
      </Button>
    </form>
  );
}
