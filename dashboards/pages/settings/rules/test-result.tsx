import type { BackTest, TestedRule } from '#protocol/back-test.ts';
import { useText } from '../../../ui/context.ts';
import { Table } from '../../../ui/table.tsx';
import type { Formats } from '../../../words/format.ts';
import { EpisodeStrip } from './episode-strip.tsx';
import { EpisodeTable } from './episode-table.tsx';
import { noteText, resolutionText } from './note-text.ts';
import { useSubjectText } from './use-subject-text.ts';

type Totals = TestedRule['totals'];
type FigureName = 'firings' | 'perWeek' | 'firingMs' | 'flaps' | 'concerned' | 'judged';
const FIGURES: readonly FigureName[] = ['firings', 'perWeek', 'firingMs', 'flaps', 'concerned', 'judged'];

/** What a back-test found: figures beside those of the rule in force, when it fired, and for whom most. */
export function TestResult({ test }: { test: BackTest }) {
  const { words, formats } = useText();
  const text = words.trials;
  const { proposed, inForce, fromMs, toMs } = test;
  if (!proposed) return null;
  const { totals } = proposed;
  const notes = [...proposed.notes];
  return (
    <>
      {totals.judged === 0 ? (
        <p class="note">{text.neverOf}</p>
      ) : (
        <Figures now={totals} before={inForce?.totals} />
      )}
      {totals.judged > 0 && totals.firings === 0 && (
        <p>
          <strong>{text.never(formats.duration(toMs - fromMs))}</strong>
        </p>
      )}
      <EpisodeStrip test={test} />
      {proposed.worst.length > 0 && <Worst tested={proposed} />}
      {proposed.episodes.length > 0 && <EpisodeTable tested={proposed} />}
      <ul class="trial-notes muted">
        {proposed.resolution && <li>{resolutionText(proposed.resolution, words, formats)}</li>}
        {notes.map((note) => (
          <li key={note.code}>{noteText(note, words, formats)}</li>
        ))}
      </ul>
    </>
  );
}

function Figures({ now, before }: { now: Totals; before: Totals | undefined }) {
  const { words, formats } = useText();
  const text = words.trials;
  return (
    <Table
      label={text.title}
      rows={FIGURES}
      keyOf={(name) => name}
      columns={[
        { title: text.figure, cell: (name) => text.figures[name] },
        {
          title: text.proposed,
          kind: 'number',
          cell: (name) => <strong>{figureText(name, now, formats, text.of)}</strong>,
        },
        ...(before
          ? [
              {
                title: text.inForce,
                kind: 'number' as const,
                cell: (name: FigureName) => figureText(name, before, formats, text.of),
              },
              {
                title: text.change,
                kind: 'number' as const,
                minor: true,
                cell: (name: FigureName) => changeText(now[name] - before[name], name, formats, text.same),
              },
            ]
          : []),
      ]}
    />
  );
}

function figureText(
  name: FigureName,
  totals: Totals,
  formats: Formats,
  of: (count: string, all: string) => string,
): string {
  if (name === 'firingMs') return formats.duration(totals.firingMs);
  if (name === 'concerned') return of(formats.number(totals.concerned), formats.number(totals.judged));
  if (name === 'judged') return of(formats.number(totals.judged), formats.number(totals.watched));
  return formats.number(totals[name]);
}

function changeText(by: number, name: FigureName, formats: Formats, same: string): string {
  if (by === 0) return same;
  const size = Math.abs(by);
  return `${by > 0 ? '+' : '−'}${name === 'firingMs' ? formats.duration(size) : formats.number(size)}`;
}

function Worst({ tested }: { tested: TestedRule }) {
  const { words, formats } = useText();
  const text = words.trials;
  const subject = useSubjectText();
  return (
    <>
      <h3>{text.worst}</h3>
      <Table
        label={text.worst}
        rows={tested.worst.slice(0, WORST_SHOWN)}
        keyOf={({ target, labels }) => `${target} ${JSON.stringify(labels)}`}
        columns={[
          { title: text.columns.series, wide: true, cell: (each) => subject(each) },
          { title: text.columns.firings, kind: 'number', cell: ({ firings }) => formats.number(firings) },
          { title: text.columns.firing, kind: 'number', cell: ({ firingMs }) => formats.duration(firingMs) },
          {
            title: text.columns.longest,
            kind: 'number',
            minor: true,
            cell: ({ longestMs }) => formats.duration(longestMs),
          },
          {
            title: text.columns.flaps,
            kind: 'number',
            minor: true,
            cell: ({ flaps }) => formats.number(flaps),
          },
        ]}
      />
    </>
  );
}

const WORST_SHOWN = 10;
