import { useMemo } from 'preact/hooks';
import type { LiveSelection } from '#protocol/live.ts';
import { ALL_CORES } from '../../../state/sinks.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { StateMark } from '../../../ui/state-mark.tsx';
import { labelText } from '../../../words/alert-text.ts';
import { Tile } from '../tile.tsx';
import { isOld, type LiveReading, sourceOf, useReadings } from '../use-readings.ts';

const CPU: LiveSelection = { metrics: ['cpu.usage_active'], labels: { cpu: ALL_CORES } };
const DISK: LiveSelection = { metrics: ['disk.used_percent'] };
const CERTIFICATES: LiveSelection = { metrics: ['certificate.days_left'] };
const ROWS = 8;
/** Limits that are shown by colour where no alert says otherwise: a glance, and no judgement. */
const SOON_DAYS = 30;
const VERY_SOON_DAYS = 7;

/** What is busiest, fullest, and runs out first. */
export function FiguresPage() {
  const { words, formats } = useText();
  const text = words.wall.figures;
  return (
    <div class="wall-figures">
      <Top
        name="cpu"
        title={text.cpu}
        select={CPU}
        worst="most"
        show={(value) => formats.percent(value, 0)}
        share={(value) => value / 100}
      />
      <Top
        name="disk"
        title={text.disk}
        select={DISK}
        worst="most"
        show={(value) => formats.percent(value, 0)}
        share={(value) => value / 100}
      />
      <Top
        name="certificates"
        title={text.certificates}
        select={CERTIFICATES}
        worst="least"
        show={(value) => (value < 0 ? text.expired : text.days(formats.number(Math.floor(value))))}
        markOf={(value) => (value < VERY_SOON_DAYS ? 'critical' : value < SOON_DAYS ? 'warning' : undefined)}
      />
    </div>
  );
}

function Top(options: {
  name: string;
  title: string;
  select: LiveSelection;
  worst: 'most' | 'least';
  show(value: number): string;
  share?(value: number): number;
  markOf?(value: number): 'critical' | 'warning' | undefined;
}) {
  const { name, title, select, worst, show, share, markOf } = options;
  const { fleet, clock, alerts } = useWard();
  const { words } = useText();
  const readings = useReadings(select);
  const now = clock.nowMs.value;
  const active = alerts.active.value;
  const top = useMemo(() => worstOf(readings ?? [], worst, ROWS), [readings, worst]);
  return (
    <Tile name={`top-${name}`} title={title} source={sourceOf(readings, now)}>
      {readings && top.length === 0 && <p class="muted">{words.wall.figures.none}</p>}
      <ol class="wall-top">
        {top.map((reading) => {
          const { target, labels, metric, value } = reading;
          const fires = active.find(
            (alert) =>
              alert.target === target &&
              alert.metric === metric &&
              alert.state === 'firing' &&
              sameLabels(alert.labels, labels),
          );
          const isStale = isOld(reading, now);
          const mark = isStale
            ? 'stale'
            : fires && fires.severity !== 'info'
              ? fires.severity
              : markOf?.(value);
          const label = name === 'cpu' ? '' : labelText(labels, words);
          return (
            <li key={`${target} ${JSON.stringify(labels)}`} data-stale={isStale ? 'old' : undefined}>
              <span class="wall-top-name">
                {mark && <StateMark mark={mark} label={words.states.machine[mark]} />}
                <strong class="clip">{fleet.machine(target)?.target.name ?? words.wall.unknownTarget}</strong>
                {label && <span class="clip">{label}</span>}
              </span>
              <span class={`wall-figure ${mark ? `state-${mark}` : ''}`}>{show(value)}</span>
              {share && (
                <span class="wall-bar" aria-hidden="true">
                  <span
                    class={mark ? `wall-is-${mark}` : ''}
                    style={{ width: `${Math.min(100, Math.max(0, share(value) * 100))}%` }}
                  />
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </Tile>
  );
}

function worstOf(readings: readonly LiveReading[], worst: 'most' | 'least', count: number): LiveReading[] {
  const sign = worst === 'most' ? -1 : 1;
  return readings
    .filter(({ value }) => !Number.isNaN(value))
    .sort((one, other) => sign * (one.value - other.value) || (one.target < other.target ? -1 : 1))
    .slice(0, count);
}

function sameLabels(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  return Object.entries(one).every(([name, value]) => other[name] === value);
}
