import type { ComponentChildren } from 'preact';
import type { Machine } from '../../state/machine.ts';
import { isStale, type Reading } from '../../state/reading.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Meter } from '../../ui/meter.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { NOTHING } from '../../words/format.ts';
import { LOAD_METRICS, levelOf } from '../overview/level.ts';
import type { MachineData } from './machine-data.ts';

/** The figures of this moment, readable from across the room. */
export function Tiles(options: { machine: Machine; data: MachineData }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const { machine } = options.machine.shown.value;
  const { data } = options.data.shown.value;
  const latest = (metric: string) => data.latest(metric)?.value ?? Number.NaN;
  const text = words.machine;
  const { cpu, memory, load, network, worstDisk, busiestPort, cores, cpuTrail } = machine;
  const swap = latest('swap.used_percent');
  const rate = (bytesPerSecond: number) =>
    Number.isNaN(bytesPerSecond) ? NOTHING : `${formats.bits(bytesPerSecond * 8)}/s`;
  const level = (metric: string) => levelOf(machine, metric);
  return (
    <section class="plates" aria-label={text.now}>
      <Plate
        title={text.tiles.cpu}
        reading={cpu}
        value={formats.percent(cpu.value)}
        level={level('cpu.usage_active')}
      >
        <Sparkline values={cpuTrail.read(clock.now())} high={100} />
        <span class="muted">{Number.isFinite(cores) ? text.cores(formats.number(cores)) : NOTHING}</span>
      </Plate>
      <Plate
        title={text.tiles.memory}
        reading={memory}
        value={formats.percent(memory.value)}
        level={level('mem.used_percent')}
      >
        <Meter percent={memory.value} level={level('mem.used_percent')} />
        <span class="muted">
          {formats.bytes(latest('mem.used'))} / {formats.bytes(latest('mem.total'))}
        </span>
      </Plate>
      <Plate
        title={text.tiles.disk}
        reading={worstDisk?.reading}
        value={formats.percent(worstDisk?.reading.value ?? Number.NaN)}
        level={level('disk.used_percent')}
      >
        <Meter percent={worstDisk?.reading.value ?? Number.NaN} level={level('disk.used_percent')} />
        <span class="muted clip" title={worstDisk?.path}>
          {worstDisk?.path ?? NOTHING}
        </span>
      </Plate>
      <Plate
        title={text.tiles.load}
        reading={load}
        value={formats.number(load.value, 2)}
        level={levelOf(machine, ...LOAD_METRICS)}
      >
        <Meter percent={machine.loadPerCore * 100} level={levelOf(machine, ...LOAD_METRICS)} />
        <span class="muted">{words.overview.perCore(formats.number(machine.loadPerCore, 2))}</span>
      </Plate>
      <Plate
        title={text.tiles.network}
        reading={network}
        value={
          <span class="plate-ways">
            <span>
              <span aria-hidden="true">↓</span>
              <span class="hidden-text">{text.received}</span>{' '}
              {rate(busiestPort?.port.received ?? Number.NaN)}
            </span>
            <span>
              <span aria-hidden="true">↑</span>
              <span class="hidden-text">{text.sent}</span> {rate(busiestPort?.port.sent ?? Number.NaN)}
            </span>
          </span>
        }
        level="calm"
      >
        <span class="muted clip">{busiestPort?.name ?? NOTHING}</span>
      </Plate>
      <Plate
        title={text.tiles.swap}
        reading={data.latest('swap.used_percent')}
        value={formats.percent(swap)}
        level={level('swap.used_percent')}
      >
        <Meter percent={swap} level={level('swap.used_percent')} />
        <span class="muted">{formats.bytes(latest('swap.total'))}</span>
      </Plate>
    </section>
  );
}

function Plate(options: {
  title: string;
  reading: Reading | undefined;
  value: ComponentChildren;
  level: 'calm' | 'warning' | 'critical';
  children: ComponentChildren;
}) {
  const { title, reading, value, level, children } = options;
  const { clock } = useWard();
  const { words, formats } = useText();
  const nowMs = clock.knownMs.value;
  const old = reading !== undefined && isStale(reading, nowMs);
  return (
    <div class={`plate panel ${old ? 'old' : 'fresh'}`}>
      <h2>
        {title}
        {old && (
          <span class="plate-age">{words.machine.staleValue(formats.age(nowMs - reading.timeMs))}</span>
        )}
      </h2>
      <p class={`plate-value cell-number ${level}`}>{value}</p>
      <div class="plate-foot">{children}</div>
    </div>
  );
}
