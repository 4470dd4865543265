import { signal } from '@preact/signals';
import { useMemo, useState } from 'preact/hooks';
import type { Alert } from '#protocol/alert.ts';
import { queryHistory } from '../../api/query.ts';
import { align } from '../../charts/align.ts';
import { Chart } from '../../charts/chart.tsx';
import type { Limit } from '../../charts/limits.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Failed, Loading } from '../../ui/empty.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { seriesText, stateText } from '../../words/alert-text.ts';
import { unitOf } from '../../words/unit.ts';

const MINUTE_MS = 60_000;
/** Shown before an alert began and after it ended, at least. */
const MARGIN_MS = 30 * MINUTE_MS;
/** More is drawn as the worst of each step. */
const MOST_POINTS = 1_000;
const MIN_STEP_MS = 10_000;

/** The series of an alert around it, with the limit that was in force. Nothing for states, which are words. */
export function AlertChart({ alert }: { alert: Alert }) {
  const { words } = useText();
  const isState = alert.value !== null && stateText(words, alert.metric, alert.value) !== undefined;
  return isState ? null : <Drawn alert={alert} />;
}

function Drawn({ alert }: { alert: Alert }) {
  const { api, clock, preferences } = useWard();
  const { words, formats } = useText();
  const [zoom, setZoom] = useState<{ fromMs: number; toMs: number }>();
  const openedMs = useMemo(() => clock.now(), [alert.id, alert.state]);
  const cursor = useMemo(() => signal<number | null>(null), []);
  const whole = spanOf(alert, openedMs);
  const { fromMs, toMs } = zoom ?? whole;
  const stepMs = stepOf(toMs - fromMs);
  const { value, error, reload } = useLoad(
    (abort) =>
      queryHistory(
        api,
        {
          metric: alert.metric,
          target: alert.target,
          labels: alert.labels,
          fromMs,
          toMs,
          stepMs,
          aggregation: isFloor(alert) ? 'min' : 'max',
        },
        abort,
      ),
    [alert.id, fromMs, toMs],
  );
  const data = useMemo(() => {
    const found = value?.find((series) => series.target === alert.target);
    if (!found) return undefined;
    const values = Array.from(found.values, (each) => each ?? Number.NaN);
    return align([
      { timesMs: Array.from(found.timesMs), values, gapMs: Math.max(5 * MINUTE_MS, stepMs * 2) },
    ]);
  }, [value]);
  if (error !== undefined && !value) return <Failed error={error} onRetry={reload} />;
  if (!value) return <Loading />;
  if (!data || data[0].length === 0) return <p class="muted">{words.alerts.page.noHistory}</p>;

  const unit = alert.unit ?? unitOf(alert.metric);
  const limits: Limit[] =
    alert.threshold === null
      ? []
      : [{ value: alert.threshold, severity: alert.severity, metric: alert.metric }];
  const name = seriesText(words, alert.metric, alert.labels);
  return (
    <figure class="chart-panel panel">
      <figcaption>
        <h2>{name}</h2>
        {zoom && (
          <Button look="quiet" onClick={() => setZoom(undefined)}>
            {words.alerts.page.wholeSpan}
          </Button>
        )}
      </figcaption>
      <Chart
        label={words.machine.chartOf(name)}
        data={data}
        lines={[{ name, color: 0 }]}
        unit={unit}
        limits={limits}
        limitText={(limit) =>
          words.machine.limit(words.states.severity[limit.severity], formats.limit(limit.value, unit))
        }
        fromMs={fromMs}
        toMs={toMs}
        formats={formats}
        theme={preferences.effectiveTheme.value}
        syncKey="alert"
        onCursor={(row) => {
          cursor.value = row;
        }}
        onZoom={(from, to) => setZoom({ fromMs: from, toMs: to })}
        onReset={() => setZoom(undefined)}
      />
    </figure>
  );
}

/** From well before it began until well after it ended. */
function spanOf({ beganAtMs, resolvedAtMs }: Alert, nowMs: number): { fromMs: number; toMs: number } {
  const endMs = resolvedAtMs ?? nowMs;
  const marginMs = Math.max(MARGIN_MS, (endMs - beganAtMs) / 4);
  return { fromMs: Math.floor(beganAtMs - marginMs), toMs: Math.ceil(Math.min(nowMs, endMs + marginMs)) };
}

function stepOf(spanMs: number): number {
  const stepMs = Math.ceil(spanMs / MOST_POINTS / 1_000) * 1_000;
  return stepMs < MIN_STEP_MS ? 0 : stepMs;
}

/** Of a value that fell too low the lowest of each step is what counts. */
function isFloor({ value, threshold }: Alert): boolean {
  return value !== null && threshold !== null && value < threshold;
}
