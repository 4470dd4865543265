import './health-matrix.css';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Machine } from '../../state/machine.ts';
import { MACHINE_STATES } from '../../state/machine-state.ts';
import { machineRoute } from '../../state/route.ts';
import { useText, useWard } from '../context.ts';
import { useRem } from '../use-rem.ts';
import { drawings, type Grid, gridFor, moved, placeAt, worstFirst } from './lay-out.ts';
import { Readout, readoutText, useReadout } from './readout.tsx';

const LIMITS = {
  normal: { least: 10, most: 26, height: 300 },
  wall: { least: 12, most: 56, height: 560 },
  phone: { least: 8, most: 22, height: 300 },
} as const;
/** Less is a phone, in pixels. */
const NARROW = 480;
/** Nothing moves away from under a pointer that was just moved. */
const HOLD_MS = 2_500;
/** Of the bad ones so many are read out one by one. */
const MOST_READ = 50;

/**
 * One square a target, worst first. One of them is the current one: a link lies on it, which the pointer and the arrow
 * keys move, so that a click, a middle click and the Enter key do what they do on any link.
 */
export function HealthMatrix({
  machines,
  label,
  size = 'normal',
}: {
  machines: readonly Machine[];
  label: string;
  size?: 'normal' | 'wall';
}) {
  const { words } = useText();
  const frame = useRef<HTMLDivElement>(null);
  const link = useRef<HTMLAnchorElement>(null);
  const heldAtMs = useRef(0);
  const summary = useId();
  const width = useWidth(frame);
  const ordered = useOrder(machines, heldAtMs);
  const [currentId, setCurrentId] = useState<string>();
  const [isLooked, setLooked] = useState(false);
  const rem = useRem();
  const grid = gridFor(ordered.length, width, limitsFor(width < NARROW ? 'phone' : size, rem));
  const at = Math.max(
    0,
    ordered.findIndex(({ machine }) => machine.target.id === currentId),
  );
  const current = ordered[at]?.machine;
  const paths = useMemo(
    () =>
      drawings(
        ordered.map(({ state }) => state),
        grid,
      ),
    [ordered, grid.columns, grid.cell],
  );
  const readout = useReadout(current);

  function look(place: number): void {
    heldAtMs.current = Date.now();
    setLooked(true);
    setCurrentId(ordered[place]?.machine.target.id);
  }

  function point(event: PointerEvent): void {
    const box = frame.current?.getBoundingClientRect();
    const place = box && placeAt(grid, ordered.length, event.clientX - box.left, event.clientY - box.top);
    if (place !== undefined && place !== at) look(place);
    else heldAtMs.current = Date.now();
  }

  function press(event: KeyboardEvent): void {
    const place = moved(grid, ordered.length, at, event.key);
    if (place === undefined) return;
    event.preventDefault();
    look(place);
    link.current?.focus();
  }

  return (
    <section class={`matrix matrix-${size}`} aria-label={label} aria-describedby={summary}>
      <div
        ref={frame}
        class="matrix-field"
        style={{ height: `${grid.rows * grid.cell}px` }}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setLooked(document.activeElement === link.current)}
      >
        <svg width="100%" height={grid.rows * grid.cell} aria-hidden="true">
          {[...paths].map(([state, path]) => (
            <path key={state} class={`square-${state}`} d={path} />
          ))}
        </svg>
        {current && (
          <a
            ref={link}
            class={`matrix-current${isLooked ? ' looked' : ''}`}
            href={machineRoute(current.target.id)}
            style={placeStyle(grid, at)}
            onKeyDown={press}
            onFocus={() => setLooked(true)}
            onBlur={() => setLooked(false)}
          >
            <span class="hidden-text">{readoutText(words, readout)}</span>
          </a>
        )}
      </div>
      {size === 'normal' && <Readout readout={isLooked ? readout : undefined} />}
      <Spoken id={summary} machines={ordered} />
    </section>
  );
}

/** A wall is the same picture on every screen: all of it is as large as its letters. */
function limitsFor(size: keyof typeof LIMITS, rem: number) {
  const { least, most, height } = LIMITS[size];
  const scale = size === 'wall' ? rem / 16 : 1;
  return { least: Math.round(least * scale), most: Math.round(most * scale), height: height * scale };
}

function placeStyle({ columns, cell }: Grid, at: number) {
  return {
    transform: `translate(${(at % columns) * cell}px, ${Math.floor(at / columns) * cell}px)`,
    width: `${cell}px`,
    height: `${cell}px`,
  };
}

/** How the machines are now, worst first; stays as it is while somebody points at one. */
function useOrder(machines: readonly Machine[], heldAtMs: { current: number }) {
  const { fleet } = useWard();
  const [settled, setSettled] = useState(fleet.settled.peek());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = fleet.settled.subscribe((count) => {
      clearTimeout(timer);
      const waitMs = heldAtMs.current + HOLD_MS - Date.now();
      if (waitMs <= 0) setSettled(count);
      else timer = setTimeout(() => setSettled(count), waitMs);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [fleet]);
  return useMemo(
    () => worstFirst(machines).map((machine) => ({ machine, state: machine.state })),
    [machines, settled],
  );
}

function useWidth(frame: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  return width;
}

/** What the picture says, for those who do not see it. */
function Spoken({
  id,
  machines,
}: {
  id: string;
  machines: readonly { machine: Machine; state: Machine['state'] }[];
}) {
  const { words, formats } = useText();
  const counts = MACHINE_STATES.flatMap((state) => {
    const count = machines.filter((each) => each.state === state).length;
    return count > 0 ? [`${words.states.machine[state]} ${formats.number(count)}`] : [];
  });
  const bad = machines.filter(({ state }) => state !== 'ok');
  return (
    <div class="hidden-text">
      <p id={id}>{formats.list(counts)}</p>
      {bad.length > 0 && (
        <ul>
          {bad.slice(0, MOST_READ).map(({ machine, state }) => (
            <li key={machine.target.id}>
              {machine.target.name}: {words.states.machine[state]}
            </li>
          ))}
          {bad.length > MOST_READ && <li>{words.groups.andMore(formats.number(bad.length - MOST_READ))}</li>}
        </ul>
      )}
    </div>
  );
}
