import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Machine, Shown } from '../../state/machine.ts';
import { isStale, type Reading } from '../../state/reading.ts';
import { machineRoute } from '../../state/route.ts';
import { HOST_KINDS } from '../../state/sinks.ts';
import { shownKind } from '../../state/target-kind.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Meter } from '../../ui/meter.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { useRem } from '../../ui/use-rem.ts';
import { useShownValues } from '../../ui/use-shown-values.ts';
import { useVirtual } from '../../ui/use-virtual.ts';
import { metricTitle } from '../../words/words.ts';
import { levelOf } from '../overview/level.ts';
import { SilentFor } from '../overview/silent-for.tsx';
import { FigureValue, figuresOf } from './device-figures.tsx';
import { columnsIn } from './tile-columns.ts';

const TILE_REM = 11;
const GAP_REM = 0.5;
const TILE_HEIGHT_REM = 5.75;

/** A wall of small plates: hundreds of machines in one picture. */
export function FleetTiles({ machines }: { machines: readonly Machine[] }) {
  const rem = useRem();
  const frame = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState(1);

  useLayoutEffect(() => {
    const measure = (): void => {
      setColumns(columnsIn(frame.current?.clientWidth ?? 0, TILE_REM * rem, GAP_REM * rem));
    };
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, [rem]);

  const rowHeight = (TILE_HEIGHT_REM + GAP_REM) * rem;
  const rows = Math.ceil(machines.length / columns);
  const { list, range } = useVirtual<HTMLDivElement>(rows, rowHeight);
  const visible = machines.slice(range.first * columns, range.end * columns);
  useShownValues(visible.map(({ target }) => target.id));
  return (
    <div ref={frame}>
      <div ref={list} class="fleet-tiles" style={{ height: `${rows * rowHeight}px` }}>
        <ul
          style={{
            transform: `translateY(${range.first * rowHeight}px)`,
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
          }}
        >
          {visible.map((machine) => (
            <Tile key={machine.target.id} machine={machine} />
          ))}
        </ul>
      </div>
    </div>
  );
}

function Tile(options: { machine: Machine }) {
  const { words } = useText();
  const shown = options.machine.shown.value;
  const { machine } = shown;
  const { target, state } = machine;
  return (
    <li>
      <a class={`tile tile-${state}`} href={machineRoute(target.id)}>
        <span class="tile-head">
          <StateMark mark={state} label={words.states.machine[state]} />
          <span class="clip" title={target.name}>
            {target.name}
          </span>
          {state !== 'none' && <SilentFor machine={machine} />}
        </span>
        <TileLines shown={shown} />
      </a>
    </li>
  );
}

/** Three lines: of a host always the same ones, of a device what it has. */
function TileLines({ shown }: { shown: Shown }) {
  const { words } = useText();
  const { machine } = shown;
  const isHost = HOST_KINDS.includes(shownKind(machine.target));
  const figures = figuresOf(shown, 3);
  const has = (reading: Reading | undefined) =>
    isHost || (reading !== undefined && !Number.isNaN(reading.timeMs));
  const disk = machine.worstDisk?.reading;
  return (
    <>
      {figures.map((figure) => (
        <span key={figure.metric} class="tile-figure">
          <span class="muted clip">{metricTitle(words, figure.metric)}</span>
          <FigureValue shown={shown} figure={figure} />
        </span>
      ))}
      {figures.length < 3 && has(machine.cpu) && (
        <TileLine
          shown={shown}
          label={words.overview.columns.cpu}
          reading={machine.cpu}
          metric="cpu.usage_active"
        />
      )}
      {figures.length < 2 && has(machine.memory) && (
        <TileLine
          shown={shown}
          label={words.overview.columns.memory}
          reading={machine.memory}
          metric="mem.used_percent"
        />
      )}
      {figures.length < 1 && has(disk) && (
        <TileLine shown={shown} label={words.overview.sorts.disk} reading={disk} metric="disk.used_percent" />
      )}
    </>
  );
}

function TileLine(options: { label: string; shown: Shown; reading: Reading | undefined; metric: string }) {
  const { shown, label, reading, metric } = options;
  const { clock } = useWard();
  const { formats } = useText();
  const value = reading?.value ?? Number.NaN;
  const level = levelOf(shown.machine, metric);
  const old = reading !== undefined && isStale(reading, clock.knownMs.peek());
  return (
    <span class={`tile-line ${old ? 'old' : 'fresh'}`}>
      <span class="muted">{label}</span>
      <Meter percent={value} level={level} />
      <span class={`cell-number ${level}`}>{formats.percent(value, 0)}</span>
    </span>
  );
}
