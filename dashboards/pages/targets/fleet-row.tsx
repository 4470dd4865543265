import type { ComponentChildren } from 'preact';
import { type Machine, type Shown, TRAIL_BUCKET_MS } from '../../state/machine.ts';
import { isStale, type Reading } from '../../state/reading.ts';
import { machineRoute } from '../../state/route.ts';
import { HOST_KINDS } from '../../state/sinks.ts';
import { shownKind } from '../../state/target-kind.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Meter } from '../../ui/meter.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { StateTag } from '../../ui/tag.tsx';
import { NOTHING } from '../../words/format.ts';
import { kindText } from '../../words/words.ts';
import { LOAD_METRICS, levelOf } from '../overview/level.ts';
import { SilentFor } from '../overview/silent-for.tsx';
import { DeviceFigures } from './device-figures.tsx';

interface FleetRowOptions {
  machine: Machine;
  index: number;
  count: number;
  top: number;
  height: number;
}

/** One machine in a line; renders again only when its own values have changed. */
export function FleetRow(options: FleetRowOptions) {
  const { index, count, top, height } = options;
  const { words } = useText();
  const shown = options.machine.shown.value;
  const { machine } = shown;
  const { target, state } = machine;
  return (
    <li
      class={`fleet-row row-${state}`}
      aria-posinset={index + 1}
      aria-setsize={count}
      style={{ transform: `translateY(${top}px)`, height: `${height}px` }}
    >
      <span class="cell-state">
        <StateTag mark={state} text={words.states.machine[state]} hint={words.states.machineHint[state]} />
        {state !== 'none' && <SilentFor machine={machine} />}
      </span>
      <span class="cell-name">
        <a class="clip" href={machineRoute(target.id)} title={target.name}>
          {target.name}
        </a>
        <Below shown={shown} />
      </span>
      <Cells shown={shown} />
    </li>
  );
}

/** Devices have some of the columns of a host, and figures of their own: what they have not is left empty. */
function Cells({ shown }: { shown: Shown }) {
  const { machine } = shown;
  const isHost = HOST_KINDS.includes(shownKind(machine.target));
  const hasFigures = machine.figures.size > 0;
  const hasProcessor = !Number.isNaN(machine.cpu.timeMs) || !Number.isNaN(machine.memory.timeMs);
  if (hasFigures && !hasProcessor) return <DeviceFigures shown={shown} beside={false} />;
  return (
    <>
      <Has it={isHost || !Number.isNaN(machine.cpu.timeMs)} cell="cpu">
        <ValueCell shown={shown} column="cpu" metric="cpu.usage_active" />
      </Has>
      <Has it={isHost || !Number.isNaN(machine.memory.timeMs)} cell="memory">
        <ValueCell shown={shown} column="memory" metric="mem.used_percent" />
      </Has>
      {hasFigures ? (
        <DeviceFigures shown={shown} beside />
      ) : (
        <>
          <Has it={isHost || machine.worstDisk !== undefined} cell="disk">
            <DiskCell shown={shown} />
          </Has>
          <Has it={isHost || !Number.isNaN(machine.load.timeMs)} cell="load">
            <LoadCell shown={shown} />
          </Has>
        </>
      )}
      <Has it={isHost || machine.busiestPort !== undefined} cell="network">
        <NetworkCell shown={shown} />
      </Has>
    </>
  );
}

/** A cell, or its empty place. */
function Has({ it, cell, children }: { it: boolean; cell: string; children: ComponentChildren }) {
  return it ? children : <span class={`cell-${cell}`} />;
}

function Below({ shown: { machine } }: { shown: Shown }) {
  const { words, formats } = useText();
  if (machine.alerts && machine.alerts.count > 0) {
    const count = formats.number(machine.alerts.count);
    return <span class="below clip">{words.overview.alertsOn(count)}</span>;
  }
  if (machine.alerts) return <span class="below clip">{words.alerts.unknown}</span>;
  const { target } = machine;
  const subjects = target.subjects && words.overview.pushes(formats.list(target.subjects));
  return (
    <span class="below clip muted">
      {[kindText(words, shownKind(target)), target.address, subjects].filter(Boolean).join(' · ')}
    </span>
  );
}

function ValueCell({ shown, column, metric }: { shown: Shown; column: 'cpu' | 'memory'; metric: string }) {
  const { machine } = shown;
  const reading = machine[column];
  const { clock } = useWard();
  const { words, formats } = useText();
  const level = levelOf(machine, metric);
  // What is asked for less often than the line has points would be dots and no line.
  return (
    <span class={`cell-${column} value-cell ${freshness(reading, clock.knownMs.peek())}`}>
      <span class="cell-label">{words.overview.columns[column]}</span>
      <span class={`cell-number ${level}`}>{formats.percent(reading.value, 0)}</span>
      {column === 'cpu' && !(reading.intervalMs > TRAIL_BUCKET_MS) ? (
        <Sparkline values={machine.cpuTrail.read(clock.now())} high={100} />
      ) : (
        <Meter percent={reading.value} level={level} />
      )}
    </span>
  );
}

function DiskCell({ shown: { machine } }: { shown: Shown }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const worst = machine.worstDisk;
  const level = levelOf(machine, 'disk.used_percent');
  return (
    <span class={`cell-disk value-cell ${worst ? freshness(worst.reading, clock.knownMs.peek()) : ''}`}>
      <span class="cell-label">{words.overview.sorts.disk}</span>
      <span class={`cell-number ${level}`}>{worst ? formats.percent(worst.reading.value, 0) : NOTHING}</span>
      <Meter percent={worst?.reading.value ?? Number.NaN} level={level} />
      <span class="cell-note clip muted" title={worst?.path}>
        {worst?.path}
      </span>
    </span>
  );
}

function LoadCell({ shown: { machine } }: { shown: Shown }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const perCore = machine.loadPerCore;
  const level = levelOf(machine, ...LOAD_METRICS);
  return (
    <span class={`cell-load ${freshness(machine.load, clock.knownMs.peek())}`}>
      <span class="cell-label">{words.overview.columns.load}</span>
      <span class={`cell-number ${level}`}>{formats.number(machine.load.value, 2)}</span>
      {Number.isFinite(perCore) && (
        <span class="cell-note muted">{words.overview.perCore(formats.number(perCore, 2))}</span>
      )}
    </span>
  );
}

function NetworkCell({ shown: { machine } }: { shown: Shown }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const busiest = machine.busiestPort;
  const rate = (bytesPerSecond: number) =>
    Number.isNaN(bytesPerSecond) ? NOTHING : `${formats.bits(bytesPerSecond * 8)}/s`;
  return (
    <span class={`cell-network ${freshness(machine.network, clock.knownMs.peek())}`} title={busiest?.name}>
      <span class="cell-label">{words.machine.tiles.network}</span>
      <span class="way">
        <span aria-hidden="true">↓</span>
        <span class="hidden-text">{words.machine.received}</span>{' '}
        {busiest ? rate(busiest.port.received) : NOTHING}
      </span>
      <span class="way">
        <span aria-hidden="true">↑</span>
        <span class="hidden-text">{words.machine.sent}</span> {busiest ? rate(busiest.port.sent) : NOTHING}
      </span>
    </span>
  );
}

function freshness(reading: Reading, nowMs: number): 'fresh' | 'old' {
  return isStale(reading, nowMs) ? 'old' : 'fresh';
}
