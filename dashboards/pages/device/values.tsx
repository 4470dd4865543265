import { useText } from '../../ui/context.ts';
import { Table } from '../../ui/table.tsx';
import { NOTHING } from '../../words/format.ts';
import { metricTitle } from '../../words/words.ts';
import type { MachineData, MachineSeries } from '../machine/machine-data.ts';
import { DEVICE_METRICS, TABLED } from './device-metrics.ts';
import { labelsText, valueText } from './value-text.ts';

const IN_TABLES = new Set(['hardware.state']);

/** Every value that has no table of its own, so that nothing a device tells is hidden. */
export function Values(options: { data: MachineData }) {
  const { data } = options.data.shown.value;
  const { words, formats } = useText();
  const rows = DEVICE_METRICS.filter(isShown).flatMap((metric) => data.of(metric));
  if (rows.length === 0) return null;
  return (
    <section class="panel card" aria-label={words.device.values}>
      <h2>{words.device.values}</h2>
      <Table
        label={words.device.values}
        rows={rows}
        keyOf={({ metric, labels }) => `${metric} ${Object.values(labels).join(' ')}`}
        columns={[
          {
            title: words.device.valueColumns.what,
            cell: ({ metric }) => <span title={metric}>{metricTitle(words, metric)}</span>,
          },
          {
            title: words.device.valueColumns.where,
            minor: true,
            cell: (series) => labelsText(series) || NOTHING,
          },
          {
            title: words.device.valueColumns.value,
            kind: 'number',
            cell: (series) => valueText(formats, series),
          },
          {
            title: words.device.valueColumns.limits,
            kind: 'number',
            minor: true,
            cell: (series) => limitsText(series),
          },
        ]}
      />
    </section>
  );

  function limitsText({ limits = {}, unit }: MachineSeries): string {
    const { low = limits.criticalLow, high = limits.criticalHigh } = limits;
    const texts = [
      low !== undefined && `≥ ${formats.limit(low, unit)}`,
      high !== undefined && `≤ ${formats.limit(high, unit)}`,
    ];
    return texts.filter(Boolean).join(' ');
  }
}

function isShown(metric: string): boolean {
  if (IN_TABLES.has(metric)) return false;
  return metric.startsWith('hardware.') || !TABLED.some((subject) => metric.startsWith(subject));
}
