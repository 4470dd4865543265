import { useState } from 'preact/hooks';
import { useText } from '../../../ui/context.ts';
import { markOfState } from '../../../ui/mark-of-state.ts';
import { Table } from '../../../ui/table.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { labelText } from '../../../words/alert-text.ts';
import type { Formats } from '../../../words/format.ts';
import { stateOf } from '../../../words/metric-words.ts';
import { valueText } from '../../../words/value-text.ts';
import { metricTitle } from '../../../words/words.ts';
import type { MachineData } from '../machine-data.ts';
import type { MachineSeries } from '../machine-series.ts';
import { countByValue, rangeOfValues, type ValueRow, valueRows } from './value-rows.ts';

/** Longer lists stand in two tables beside one another where there is room. */
const MOST_IN_ONE = 8;

/** Every value that has no table of its own, so that nothing a device tells is hidden; many of a kind are folded. */
export function Values(options: {
  data: MachineData;
  isWide?: boolean;
  /** Metrics that stand elsewhere on the page. */
  without?: readonly string[];
}) {
  const { data } = options.data.shown.value;
  const { words, formats } = useText();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const listed = data.followed.filter((metric) => !options.without?.includes(metric));
  const rows = valueRows(listed, (metric) => data.of(metric), opened, options.isWide ? 2 : undefined);
  if (rows.length === 0) return null;
  const text = words.device.valueColumns;
  const half = Math.ceil(rows.length / 2);
  const parts =
    options.isWide && rows.length > MOST_IN_ONE ? [rows.slice(0, half), rows.slice(half)] : [rows];
  const hasPlaces = rows.some((row) => row.kind === 'many' || labelText(row.series.labels, words) !== '');
  const hasLimits = rows.some((row) => row.kind === 'one' && row.series.limits !== undefined);

  function toggle(metric: string): void {
    const next = new Set(opened);
    if (!next.delete(metric)) next.add(metric);
    setOpened(next);
  }

  return (
    <section class="panel card" aria-label={words.device.values}>
      <h2>{words.device.values}</h2>
      <div class={parts.length > 1 ? 'value-halves' : undefined}>
        {parts.map((part, at) => (
          <Table
            key={at}
            label={words.device.values}
            rows={part}
            keyOf={keyOf}
            columns={[
              { title: text.what, cell: (row) => <What row={row} /> },
              ...(hasPlaces
                ? [
                    {
                      title: text.where,
                      cell: (row: ValueRow) =>
                        row.kind === 'one' ? (
                          <span class="muted">{labelText(row.series.labels, words)}</span>
                        ) : (
                          <button
                            type="button"
                            class="link"
                            aria-expanded={row.isOpen}
                            onClick={() => toggle(row.metric)}
                          >
                            {row.isOpen
                              ? words.device.fold
                              : words.device.showAll(formats.number(row.all.length))}
                          </button>
                        ),
                    },
                  ]
                : []),
              {
                title: text.value,
                kind: 'number',
                bare: true,
                cell: (row) =>
                  row.kind === 'one' ? <OneValue series={row.series} /> : <ManyValues all={row.all} />,
              },
              ...(hasLimits
                ? [
                    {
                      title: text.limits,
                      kind: 'number' as const,
                      minor: true,
                      cell: (row: ValueRow) => (
                        <span class="muted">{row.kind === 'one' ? limitsText(row.series) : ''}</span>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        ))}
      </div>
    </section>
  );

  function limitsText({ limits = {}, unit }: MachineSeries): string {
    const { low = limits.criticalLow, high = limits.criticalHigh } = limits;
    const texts = [
      low !== undefined && `≥ ${formats.limit(low, unit)}`,
      high !== undefined && `≤ ${formats.limit(high, unit)}`,
    ];
    return texts.filter(Boolean).join('  ');
  }
}

function What({ row }: { row: ValueRow }) {
  const { words } = useText();
  const metric = row.kind === 'one' ? row.series.metric : row.metric;
  // Below its own headline the name of a kind needs not be said again.
  const isBelow = row.kind === 'one' && row.isOpened;
  return (
    <span class={isBelow ? 'hidden-text' : undefined} title={metric}>
      {metricTitle(words, metric)}
    </span>
  );
}

function OneValue({ series }: { series: MachineSeries }) {
  const { formats } = useText();
  const state = stateOf(formats.language, series.metric, series.latest.value);
  if (!state) return <>{textOf(formats, series)}</>;
  return <StateTag mark={markOfState(series.metric, state.word)} text={state.text} />;
}

/** Of numbers from where to where they go; of states how many are how. */
function ManyValues({ all }: { all: readonly MachineSeries[] }) {
  const { formats } = useText();
  const range = rangeOfValues(all);
  if (!range) return null;
  const { metric, latest } = range.least;
  if (!stateOf(formats.language, metric, latest.value)) {
    const [least, greatest] = [textOf(formats, range.least), textOf(formats, range.greatest)];
    return <>{least === greatest ? least : `${least} – ${greatest}`}</>;
  }
  return (
    <span class="value-counts">
      {countByValue(all).map(({ value, count }) => {
        const state = stateOf(formats.language, metric, value);
        if (!state) return null;
        const text = `${state.text} ${formats.number(count)}`;
        return <StateTag key={value} mark={markOfState(metric, state.word)} text={text} />;
      })}
    </span>
  );
}

function textOf(formats: Formats, { metric, unit, latest }: MachineSeries): string {
  return valueText(formats, metric, unit, latest.value);
}

function keyOf(row: ValueRow): string {
  if (row.kind === 'many') return row.metric;
  return `${row.series.metric} ${Object.values(row.series.labels).join(' ')}`;
}
