import type { Alert } from '#protocol/alert.ts';
import { queryHistory } from '../../api/query.ts';
import type { Machine } from '../../state/machine.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Meter } from '../../ui/meter.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { type FillForecast, forecastFull } from './fill-forecast.ts';
import type { MachineData } from './machine-data.ts';

const FORECAST_SPAN_MS = 86_400_000;
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
      const series = await queryHistory(api, query, signal);
      return new Map(
        series.map(({ labels, timesMs, values }) => [labels.path, forecastFull(timesMs, values)]),
      );
    },
    [target],
  );

  const rows = rowsOf(options.data.shown.value.data);
  if (rows.length === 0) return null;
  return (
    <section class="panel card" aria-label={words.machine.mounts}>
      <h2>{words.machine.mounts}</h2>
      <div class="table-frame">
        <table class="table">
          <thead>
            <tr>
              <th>{text.path}</th>
              <th class="wide-cell">{text.used}</th>
              <th class="number">{text.free}</th>
              <th class="number minor">{text.total}</th>
              <th class="number minor">{text.inodes}</th>
              <th class="number">{text.full}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ path, used, free, total, inodes }) => (
              <tr key={path}>
                <td class="path-cell">{path}</td>
                <td>
                  <span class="meter-cell">
                    <Meter percent={used} level={levelOfMount(alerts.active.value, target, path)} />
                    {formats.percent(used)}
                  </span>
                </td>
                <td class="number">{formats.bytes(free)}</td>
                <td class="number minor">{formats.bytes(total)}</td>
                <td class="number minor">{formats.percent(inodes, 0)}</td>
                <td class="number">
                  <Forecast forecast={forecasts.value?.get(path)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
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
