import type { Alert } from '#protocol/alert.ts';
import { queryTogether } from '../../api/query-batch.ts';
import type { Machine } from '../../state/machine.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Meter } from '../../ui/meter.tsx';
import { SortedTable } from '../../ui/sorted-table/sorted-table.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { type FillForecast, forecastFull } from './fill-forecast.ts';
import type { MachineData } from './machine-data.ts';

const DAY_MS = 86_400_000;
const FORECAST_SPAN_MS = DAY_MS;
const FORECAST_STEP_MS = 900_000;

/** The file systems, fullest first, with when they will be full. */
export function Mounts(options: { machine: Machine; data: MachineData }) {
  const { machine } = options.machine.shown.value;
  const { api, clock, alerts } = useWard();
  const { words, formats } = useText();
  const text = words.machine.mountColumns;
  const target = machine.target.id;
  const forecasts = useLoad(
    async (signal) => {
      const toMs = clock.now();
      const span = { fromMs: toMs - FORECAST_SPAN_MS, toMs, stepMs: FORECAST_STEP_MS };
      const query = { metric: 'disk.used_percent', target, ...span, aggregation: 'avg' } as const;
      const series = await queryTogether(api, query, signal);
      return new Map(
        series.map(({ labels, timesMs, values }) => [labels.path, forecastFull(timesMs, values)]),
      );
    },
    [target],
  );

  const rows = rowsOf(options.data.shown.value.data);
  if (rows.length === 0) return null;
  const dueIn = (path: string): number => {
    const forecast = forecasts.value?.get(path);
    return forecast?.kind === 'full' ? forecast.inMs / DAY_MS : Number.NaN;
  };
  return (
    <SortedTable
      id="mounts"
      label={words.machine.mounts}
      rows={rows}
      keyOf={({ path }) => path}
      columns={[
        {
          key: 'path',
          title: text.path,
          wide: true,
          value: ({ path }) => path,
          cell: ({ path }) => <span class="path-cell">{path}</span>,
        },
        {
          key: 'used',
          title: text.used,
          kind: 'number',
          value: ({ used }) => used,
          cell: ({ path, used }) => (
            <span class="meter-cell">
              <Meter percent={used} level={levelOfMount(alerts.active.value, target, path)} />
              {formats.percent(used)}
            </span>
          ),
        },
        {
          key: 'free',
          title: text.free,
          kind: 'number',
          value: ({ free }) => free,
          cell: ({ free }) => formats.bytes(free),
        },
        {
          key: 'total',
          title: text.total,
          kind: 'number',
          minor: true,
          value: ({ total }) => total,
          cell: ({ total }) => formats.bytes(total),
        },
        {
          key: 'inodes',
          title: text.inodes,
          kind: 'number',
          minor: true,
          value: ({ inodes }) => inodes,
          cell: ({ inodes }) => formats.percent(inodes, 0),
        },
        {
          key: 'full',
          title: text.full,
          kind: 'number',
          value: ({ path }) => dueIn(path),
          cell: ({ path }) => <Forecast forecast={forecasts.value?.get(path)} />,
        },
      ]}
    />
  );
}

function Forecast({ forecast }: { forecast: FillForecast | undefined }) {
  const { words, formats } = useText();
  if (!forecast || forecast.kind === 'unknown') return <span class="muted">{words.machine.fullUnknown}</span>;
  if (forecast.kind === 'steady') return <span class="muted">{words.machine.notFilling}</span>;
  const soon = forecast.inMs < 7 * 86_400_000;
  return <span class={soon ? 'state-warning' : ''}>{words.machine.fullIn(formats.age(forecast.inMs))}</span>;
}

function levelOfMount(
  alerts: readonly Alert[],
  target: string,
  path: string,
): 'calm' | 'warning' | 'critical' {
  const own = alerts.find(
    (alert) =>
      alert.state === 'firing' &&
      alert.target === target &&
      alert.metric === 'disk.used_percent' &&
      alert.labels.path === path,
  );
  return own && own.severity !== 'info' ? own.severity : 'calm';
}

interface Row {
  path: string;
  used: number;
  free: number;
  total: number;
  inodes: number;
}

function rowsOf(data: MachineData): Row[] {
  const byPath = (metric: string) =>
    new Map(data.of(metric).map(({ labels, latest }) => [labels.path ?? '', latest.value]));
  const free = byPath('disk.free');
  const total = byPath('disk.total');
  const inodes = byPath('disk.inodes_used_percent');
  const rows = [...byPath('disk.used_percent')].map(([path, used]) => ({
    path,
    used,
    free: free.get(path) ?? Number.NaN,
    total: total.get(path) ?? Number.NaN,
    inodes: inodes.get(path) ?? Number.NaN,
  }));
  return rows.sort((a, b) => (b.used || 0) - (a.used || 0));
}
