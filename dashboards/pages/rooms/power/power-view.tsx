import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { MachineState } from '../../../state/machine-state.ts';
import { useText } from '../../../ui/context.ts';
import { Empty } from '../../../ui/empty.tsx';
import { StateMark } from '../../../ui/state-mark.tsx';
import { type PowerFlow, type PowerNode, rackKey } from '../model/power.ts';
import type { RoomStates } from '../use-room-states.ts';
import type { ShownValues } from '../use-room-values.ts';
import { arrangePower, isRight, MAINS, type Place } from './arrange.ts';
import { countFeeding, Feed, feedClass, Shortage } from './feeds.tsx';

/** How the current comes to the racks: mains, UPS, panels, racks, with both feeds. */
export function PowerView(options: {
  flow: PowerFlow;
  states: RoomStates;
  values: ShownValues;
  /** Keys of what was chosen and what belongs to it; empty: all is shown alike. */
  marked: ReadonlySet<string>;
  onChoose(key: { rack: string } | { target: string }): void;
}) {
  const { flow, states, values, marked, onChoose } = options;
  const { words, formats } = useText();
  const text = words.rooms.power;
  const diagram = useMemo(() => arrangePower(flow), [flow]);
  const frame = useRef<HTMLElement>(null);
  // Where not all of it is seen, the racks in the middle are what one came for.
  useEffect(() => {
    if (frame.current) frame.current.scrollLeft = (frame.current.scrollWidth - frame.current.clientWidth) / 2;
  }, [diagram.width]);
  if (flow.edges.length === 0) return <Empty title={text.none} hint={text.noneHint} />;
  const all = flow.groups.flatMap(({ devices }) => devices);
  const counts = countFeeding({ devices: all });
  const isMarked = (key: string) => (marked.size === 0 ? '' : marked.has(key) ? ' is-marked' : ' is-aside');
  const boxStyle = ({ x, y, width, height }: Place) => ({
    left: `${x}rem`,
    top: `${y}rem`,
    width: `${width}rem`,
    height: `${height}rem`,
  });
  const node = ({ target, feeds, isOutside }: PowerNode, kind: string) => {
    const place = diagram.places.get(target.id);
    const state: MachineState = states.get(target.id) ?? 'none';
    const load = values.of(target.id, 'ups.load_percent');
    const minutes = values.of(target.id, 'ups.runtime_minutes');
    const onBattery = values.of(target.id, 'ups.on_battery') > 0;
    if (!place) return null;
    return (
      <button
        key={target.id}
        type="button"
        class={`power-box power-${kind}${isMarked(target.id)} is-${state}`}
        style={boxStyle(place)}
        onClick={() => onChoose({ target: target.id })}
      >
        <span class="power-name">
          <StateMark mark={state} label={words.states.machine[state]} />
          <span class="clip">{target.name}</span>
          {feeds.map((letter) => (
            <Feed key={letter} letter={letter} />
          ))}
        </span>
        {isOutside && <span class="muted clip">{text.elsewhere(target.room || '–')}</span>}
        {kind === 'source' && (
          <>
            <span class="meter" aria-hidden="true">
              <span style={{ width: `${Number.isNaN(load) ? 0 : Math.min(100, load)}%` }} />
            </span>
            <span class={onBattery ? 'state-critical' : 'muted'}>
              {onBattery && `${text.onBattery} · `}
              {text.load(formats.percent(load, 0))} · {text.minutes(formats.number(minutes, 0))}
            </span>
          </>
        )}
      </button>
    );
  };
  const mains = diagram.places.get(MAINS) as Place;
  return (
    <div class="power">
      <p class={counts.single + counts.shared > 0 ? 'power-verdict is-short' : 'power-verdict'}>
        <StateMark
          mark={counts.single + counts.shared > 0 ? 'warning' : counts.unknown > 0 ? 'none' : 'ok'}
        />
        {counts.single + counts.shared > 0
          ? text.short(
              formats.number(counts.single),
              formats.number(counts.shared),
              formats.number(all.length),
            )
          : counts.unknown > 0
            ? text.partly(formats.number(counts.redundant), formats.number(counts.unknown))
            : text.allWell(formats.number(counts.redundant))}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached */}
      <section ref={frame} class="power-box-frame" tabIndex={0} aria-label={text.title}>
        <div class="power-floor" style={{ width: `${diagram.width}rem`, height: `${diagram.height}rem` }}>
          <svg class="power-lines" viewBox={`0 0 ${diagram.width} ${diagram.height}`} aria-hidden="true">
            {diagram.lines.map(({ edge, path }) => (
              <path
                key={`${edge.from} ${edge.to}`}
                class={`line-${feedClass(edge.feeds[0])}${lineMark(marked, edge.from, edge.to)}`}
                d={path}
              />
            ))}
          </svg>
          <div class="power-box power-mains" style={boxStyle(mains)}>
            {text.mains}
          </div>
          {flow.sources.map((source) => node(source, 'source'))}
          {flow.panels.map((panel) => node(panel, 'panel'))}
          {flow.groups.map((group) => {
            const key = rackKey(group.rack);
            const place = diagram.places.get(key);
            if (!place) return null;
            return (
              <button
                key={key}
                type="button"
                class={`power-box power-group${isMarked(key)}`}
                style={boxStyle(place)}
                onClick={() => onChoose({ rack: group.rack })}
              >
                <span class="power-side">
                  {group.feeds
                    .filter((letter) => !isRight([letter]))
                    .map((letter) => (
                      <Feed key={letter} letter={letter} />
                    ))}
                </span>
                <span class="strong clip">{group.rack || text.noRack}</span>
                <span class="power-count">{text.devices(formats.number(group.devices.length))}</span>
                <Shortage group={group} />
                <span class="power-side is-right">
                  {group.feeds
                    .filter((letter) => isRight([letter]))
                    .map((letter) => (
                      <Feed key={letter} letter={letter} />
                    ))}
                </span>
              </button>
            );
          })}
        </div>
      </section>
    </div>
  );
}

function lineMark(marked: ReadonlySet<string>, from: string, to: string): string {
  if (marked.size === 0) return '';
  return (from === MAINS || marked.has(from)) && marked.has(to) ? ' is-marked' : ' is-aside';
}
