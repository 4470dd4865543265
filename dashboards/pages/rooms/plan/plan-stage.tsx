import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ZoomButtons } from '../../../ui/zoom-buttons.tsx';

/** Smaller than that and the names of racks cannot be read: the plan scrolls instead. */
const LEAST_SCALE = 0.72;
const MOST_SCALE = 3;

/** A floor that is zoomed and scrolled inside of its own box; `children` gets the pixels of a centimetre. */
export function PlanStage(options: {
  label: string;
  widthCm: number;
  depthCm: number;
  /** Nothing is being dragged on it: then the floor itself can be. */
  canPan: boolean;
  children(scale: number): ComponentChildren;
}) {
  const { label, widthCm, depthCm, canPan, children } = options;
  const box = useRef<HTMLElement>(null);
  const [fit, setFit] = useState(1);
  const [zoom, setZoom] = useState(1);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => {
      const wide = (element.clientWidth - 2) / widthCm;
      const high = Math.max(320, innerHeight * 0.68) / depthCm;
      setFit(Math.max(LEAST_SCALE, Math.min(wide, high, 2)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [widthCm, depthCm]);
  const scale = Math.max(0.2, Math.min(MOST_SCALE, fit * zoom));
  const change = (factor: number) => setZoom((now) => Math.max(0.3, Math.min(4, now * factor)));

  /** Not by the browser's own way: that is taken by what is on the floor. */
  function pan(event: PointerEvent): void {
    const element = box.current;
    if (!canPan || !element || event.pointerType !== 'mouse' || event.button !== 0) return;
    if ((event.target as Element).closest('[role=button]')) return;
    const from = { x: event.clientX + element.scrollLeft, y: event.clientY + element.scrollTop };
    const move = (next: PointerEvent): void => {
      element.scrollLeft = from.x - next.clientX;
      element.scrollTop = from.y - next.clientY;
    };
    const end = (): void => removeEventListener('pointermove', move);
    addEventListener('pointermove', move);
    addEventListener('pointerup', end, { once: true });
  }

  return (
    <div class="plan-frame">
      <ZoomButtons name="plan-zoom" onZoom={change} onFit={() => setZoom(1)} />
      <section
        ref={box}
        class="plan-box"
        // Scrolled by keyboard too.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached
        tabIndex={0}
        aria-label={label}
        onPointerDown={pan}
      >
        <div class="plan-floor" style={{ width: `${widthCm * scale}px`, height: `${depthCm * scale}px` }}>
          {children(scale)}
        </div>
      </section>
    </div>
  );
}
