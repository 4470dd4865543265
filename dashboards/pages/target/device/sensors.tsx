import { useText } from '../../../ui/context.ts';
import { SortedTable } from '../../../ui/sorted-table/sorted-table.tsx';
import { labelText } from '../../../words/alert-text.ts';
import { unitOfSeries } from '../../../words/unit.ts';
import { metricTitle } from '../../../words/words.ts';
import type { MachineData } from '../machine-data.ts';
import type { MachineSeries } from '../machine-series.ts';
import { SENSOR_METRICS } from './inside-subjects.ts';

/** More rows than anybody reads at once. */
const SHOWN_AT_FIRST = 10;

/** What the sensors of a device say, beside the limits that it has for each. */
export function Sensors(options: { data: MachineData }) {
  const { data } = options.data.shown.value;
  const { words, formats } = useText();
  const rows = SENSOR_METRICS.flatMap((metric) => data.of(metric)).filter(
    ({ latest }) => !Number.isNaN(latest.value),
  );
  if (rows.length === 0) return null;
  const text = words.device.valueColumns;
  const unitOf = ({ unit, metric }: MachineSeries) => unitOfSeries(unit, metric);
  const limitOf = ({ limits }: MachineSeries) => limits?.high ?? limits?.criticalHigh ?? Number.NaN;
  const hasLimits = rows.some((row) => !Number.isNaN(limitOf(row)));
  return (
    <SortedTable
      id="sensors"
      label={words.device.sensors}
      rows={rows}
      keyOf={({ metric, labels }) => `${metric} ${Object.values(labels).join(' ')}`}
      most={SHOWN_AT_FIRST}
      columns={[
        {
          key: 'sensor',
          title: text.where,
          wide: true,
          value: ({ labels }) => labelText(labels, words),
          cell: ({ labels, metric }) => (
            <span class="strong">{labelText(labels, words) || metricTitle(words, metric)}</span>
          ),
        },
        {
          key: 'what',
          title: text.what,
          minor: true,
          value: ({ metric }) => metricTitle(words, metric),
          cell: ({ metric }) => <span class="muted">{metricTitle(words, metric)}</span>,
        },
        {
          key: 'value',
          title: text.value,
          kind: 'number',
          bare: true,
          value: ({ latest }) => latest.value,
          cell: (row) => (
            <span class={row.latest.value >= limitOf(row) ? 'state-warning' : undefined}>
              {formats.value(row.latest.value, unitOf(row))}
            </span>
          ),
        },
        ...(hasLimits
          ? [
              {
                key: 'limit',
                title: text.limits,
                kind: 'number' as const,
                minor: true,
                value: limitOf,
                cell: (row: MachineSeries) => {
                  const limit = limitOf(row);
                  return (
                    <span class="muted">
                      {Number.isNaN(limit) ? '' : `≤ ${formats.limit(limit, unitOf(row))}`}
                    </span>
                  );
                },
              },
            ]
          : []),
      ]}
    />
  );
}
