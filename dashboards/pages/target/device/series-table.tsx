import { isStale } from '../../../state/reading.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { markOfState } from '../../../ui/mark-of-state.ts';
import { Meter } from '../../../ui/meter.tsx';
import { SortedTable } from '../../../ui/sorted-table/sorted-table.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { NOTHING } from '../../../words/format.ts';
import { stateOf } from '../../../words/metric-words.ts';
import { valueText } from '../../../words/value-text.ts';
import { metricTitle } from '../../../words/words.ts';
import type { MachineData } from '../machine-data.ts';
import type { MachineSeries } from '../machine-series.ts';
import { groupRows, type SeriesRow } from './series-rows.ts';

/** The worst come first; the others are asked for. */
const MOST_ROWS = 8;

/** With more columns than this a table takes the whole width. */
const MOST_NARROW = 3;

/** A table of one subject: a row for each combination of labels, a column for each field that is told at all. */
export function SeriesTable(options: {
  data: MachineData;
  title: string;
  subject: string;
  /** Names the rows, the first one in bold. */
  labels: readonly string[];
  fields: readonly string[];
  /** Rows with the greatest value of this field come first; `least` those with the least. */
  worst?: { field: string; by: 'greatest' | 'least' };
}) {
  const { title, subject, labels, fields, worst } = options;
  const { data } = options.data.shown.value;
  const { words } = useText();
  const rows = groupRows(subject, labels, fields, (metric) => data.of(metric), worst);
  if (rows.length === 0) return null;
  const types: Readonly<Record<string, string>> = words.device.insideTypes;
  const below = (names: readonly string[]) =>
    names
      .slice(1)
      .map((name) => types[name] ?? name)
      .filter(Boolean)
      .join(' · ');
  const told = fields.filter((field) => rows.some((row) => row.cells.has(field)));
  return (
    <div class={told.length > MOST_NARROW ? 'wide-table' : undefined}>
      <SortedTable
        id={subject}
        label={title}
        rows={rows}
        keyOf={({ key }) => key}
        most={MOST_ROWS}
        columns={[
          {
            key: 'name',
            title: words.device.seriesName,
            wide: true,
            value: ({ names }: SeriesRow) => [names[0], below(names)].filter(Boolean).join(' '),
            cell: ({ names }: SeriesRow) => (
              <>
                <span class="strong">{names[0] || words.device.theOnly}</span>
                {names.length > 1 && <span class="below muted">{below(names)}</span>}
              </>
            ),
          },
          ...told.map((field, at) => ({
            key: field,
            title: metricTitle(words, `${subject}.${field}`),
            kind: 'number' as const,
            minor: at > 2,
            value: ({ cells }: SeriesRow) => cells.get(field)?.latest.value ?? Number.NaN,
            cell: ({ cells }: SeriesRow) => <Cell series={cells.get(field)} />,
          })),
        ]}
      />
    </div>
  );
}

function Cell({ series }: { series: MachineSeries | undefined }) {
  const { clock } = useWard();
  const { formats } = useText();
  if (!series || Number.isNaN(series.latest.value)) return <>{NOTHING}</>;
  const { metric, unit, latest } = series;
  const state = stateOf(formats.language, metric, latest.value);
  if (state) return <StateTag mark={markOfState(metric, state.word)} text={state.text} />;
  const old = isStale(latest, clock.knownMs.value);
  return (
    <span class={old ? 'old' : 'fresh'}>
      {valueText(formats, metric, unit, latest.value)}
      {unit === '%' && <Meter percent={latest.value} level={levelOf(latest.value)} />}
    </span>
  );
}

/** As the shipped rules judge space; what fires is told by the alerts above. */
function levelOf(percent: number): 'calm' | 'warning' | 'critical' {
  if (percent >= 95) return 'critical';
  return percent >= 85 ? 'warning' : 'calm';
}
