import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useText } from '../../ui/context.ts';
import { ZOOM_STEP, ZoomButtons } from '../../ui/zoom-buttons.tsx';
import type { Box, Point } from './model/boxes.ts';
import { nextToward } from './model/next-toward.ts';
import { type useView, type View, windowOf } from './use-view.ts';

const PAN = 60;
const FAR_BELOW = 0.5;
/** A hand that trembles less than that clicks. */
const TREMBLE = 4;
const NUDGE = 20;
const WAYS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** The window on the map: moved, zoomed, and what is on it chosen and dragged. */
export function MapCanvas(options: {
  view: ReturnType<typeof useView>;
  boxes: ReadonlyMap<string, Box>;
  canMove: boolean;
  onChoose(node: string, isSecond: boolean): void;
  onLeave(): void;
  onMove(node: string, to: Point, mark: string): void;
  onFocus(node: string | null): void;
  /** What is in the window now, told when it rests. */
  onWindow(seen: Box): void;
  children: ComponentChildren;
}) {
  const { view, boxes, canMove, onChoose, onLeave, onMove, onFocus, onWindow, children } = options;
  const { words } = useText();
  const text = words.networkMap;
  const drags = useRef(0);
  const { scale, x, y } = view.view;

  useEffect(() => {
    const timer = setTimeout(() => onWindow(windowOf(view.view, view.size)), 250);
    return () => clearTimeout(timer);
  }, [scale, x, y, view.size.width, view.size.height]);

  function press(event: PointerEvent): void {
    if (event.button !== 0) return;
    const node = nodeOf(event.target);
    if (!node && (event.target as Element).closest('[data-fold]')) return;
    const box = node ? boxes.get(node) : undefined;
    const from: View = view.view;
    const start = { x: event.clientX, y: event.clientY };
    const mark = `drag ${++drags.current}`;
    let last = start;
    let isDrag = false;
    const move = (next: PointerEvent): void => {
      const [dx, dy] = [next.clientX - start.x, next.clientY - start.y];
      isDrag ||= Math.hypot(dx, dy) > TREMBLE;
      if (!isDrag) return;
      if (node && box && canMove)
        onMove(node, { x: box.x + dx / from.scale, y: box.y + dy / from.scale }, mark);
      else view.pan(next.clientX - last.x, next.clientY - last.y);
      last = { x: next.clientX, y: next.clientY };
    };
    const end = (): void => {
      removeEventListener('pointermove', move);
      removeEventListener('pointercancel', end);
      if (isDrag) return;
      if (node) onChoose(node, event.shiftKey || event.ctrlKey || event.metaKey);
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', end, { once: true });
    addEventListener('pointercancel', end);
  }

  function key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const node = nodeOf(event.target);
    const way = WAYS[event.key];
    if (way && node) {
      const box = boxes.get(node);
      if (!box) return;
      event.preventDefault();
      const next = nextToward(boxes, node, way);
      if (event.shiftKey && canMove)
        onMove(node, { x: box.x + way.x * NUDGE, y: box.y + way.y * NUDGE }, `nudge ${node}`);
      else if (next !== undefined) focusNode(next);
      return;
    }
    if (way) view.pan(-way.x * PAN, -way.y * PAN);
    else if (event.key === '+' || event.key === '=') view.zoom(ZOOM_STEP);
    else if (event.key === '-') view.zoom(1 / ZOOM_STEP);
    else if (event.key === '0') view.fit();
    else if ((event.key === 'Enter' || event.key === ' ') && node) onChoose(node, event.shiftKey);
    else if (event.key === 'Escape') onLeave();
    else return;
    event.preventDefault();
  }

  function focusNode(id: string): void {
    const box = boxes.get(id);
    if (box) view.reveal(box);
    const found = view.frame.current?.querySelector<SVGGElement>(`[data-node="${CSS.escape(id)}"]`);
    found?.focus({ preventScroll: true });
  }

  return (
    <div class="map-frame panel">
      {/* biome-ignore lint/a11y/useSemanticElements: an SVG knows no fieldset */}
      <svg
        ref={view.frame}
        class={`map-canvas${scale < FAR_BELOW ? ' is-far' : ''}${canMove ? ' can-move' : ''}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the map itself is moved by keyboard
        tabIndex={0}
        role="group"
        aria-label={text.label}
        aria-describedby="map-keys"
        onPointerDown={press}
        onKeyDown={key}
        onFocusIn={(event) => onFocus(nodeOf(event.target))}
        onFocusOut={() => onFocus(null)}
      >
        <g transform={`translate(${x} ${y}) scale(${scale})`}>{children}</g>
      </svg>
      <p id="map-keys" class="hidden-text">
        {text.keys}
      </p>
      <ZoomButtons name="map-zoom" onZoom={view.zoom} onFit={view.fit} />
    </div>
  );
}

function nodeOf(target: EventTarget | null): string | null {
  return (target as Element | null)?.closest('[data-node]')?.getAttribute('data-node') ?? null;
}
