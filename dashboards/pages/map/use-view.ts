import { useEffect, useRef, useState } from 'preact/hooks';
import type { Box, Point } from './model/boxes.ts';

/** Which part of the map the window shows: a point of the map stands at `point × scale + shift`. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

const LEAST = 0.12;
const MOST = 3;
/** Small networks are not blown up. */
const MOST_FIT = 1.15;
const MARGIN = 28;

/** The view of a map, and what moves it. */
export function useView(bounds: Box) {
  const frame = useRef<SVGSVGElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [view, setView] = useState<View>();
  const shown = view ?? fitted(bounds, size);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = (): void => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const latest = useRef(shown);
  latest.current = shown;

  /** Zooms so that what is under `at` stays there. */
  function zoom(factor: number, at: Point = { x: size.width / 2, y: size.height / 2 }): void {
    const now = latest.current;
    const scale = Math.max(LEAST, Math.min(MOST, now.scale * factor));
    const by = scale / now.scale;
    setView({ scale, x: at.x - (at.x - now.x) * by, y: at.y - (at.y - now.y) * by });
  }

  function pan(x: number, y: number): void {
    const now = latest.current;
    setView({ ...now, x: now.x + x, y: now.y + y });
  }

  /** Brings a point of the map into the window, when it is not there. */
  function reveal({ x, y }: Point): void {
    const now = latest.current;
    const [left, top] = [x * now.scale + now.x, y * now.scale + now.y];
    const isIn = left > 60 && top > 40 && left < size.width - 60 && top < size.height - 40;
    if (!isIn) setView({ ...now, x: size.width / 2 - x * now.scale, y: size.height / 2 - y * now.scale });
  }

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    // By hand: the page must not scroll meanwhile, and what Preact adds cannot forbid it.
    const turn = (event: WheelEvent): void => {
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      const factor = Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0015));
      zoom(factor, { x: event.clientX - left, y: event.clientY - top });
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  });

  return { frame, size, view: shown, zoom, pan, reveal, fit: () => setView(undefined) };
}

/** All of it in the window, in the middle. */
export function fitted(bounds: Box, { width, height }: { width: number; height: number }): View {
  if (width === 0 || bounds.width === 0) return { scale: 1, x: width / 2, y: height / 2 };
  const scale = Math.max(
    LEAST,
    Math.min(MOST_FIT, (width - 2 * MARGIN) / bounds.width, (height - 2 * MARGIN) / bounds.height),
  );
  return { scale, x: width / 2 - bounds.x * scale, y: height / 2 - bounds.y * scale };
}

/** What of the map is in the window. */
export function windowOf({ scale, x, y }: View, { width, height }: { width: number; height: number }): Box {
  return {
    x: (width / 2 - x) / scale,
    y: (height / 2 - y) / scale,
    width: width / scale,
    height: height / scale,
  };
}
