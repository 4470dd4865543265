/// <reference lib="dom" />
import type { CDPSession, Page } from 'playwright-core';

/** What stands on the screen at a moment. */
export interface Seen {
  /** Alerts that are listed, shown or pass by. */
  alerts: string[];
  /** Names of tiles; which of them say that they do not show what is; and which of these because nothing new came. */
  tiles: string[];
  stale: string[];
  old: string[];
  page: string;
}

/** Looks at the screen as somebody would who stands before it; nothing is left behind in the page. */
export function lookAt(page: Page): Promise<Seen> {
  return page.evaluate(() => {
    const all = <Kind extends HTMLElement>(selector: string) => [
      ...document.querySelectorAll<Kind>(selector),
    ];
    const tiles = all('[data-tile]');
    const nameOf = (tile: HTMLElement): string => tile.dataset.tile ?? '';
    const marked = (mark: string): string[] =>
      tiles.filter((tile) => tile.matches(mark) || tile.querySelector(mark) !== null).map(nameOf);
    return {
      alerts: all('[data-alert]').map(({ dataset }) => dataset.alert ?? ''),
      tiles: tiles.map(nameOf),
      stale: marked('[data-stale]'),
      old: marked('[data-stale=old]'),
      page: document.querySelector<HTMLElement>('.wall-main')?.dataset.page ?? '',
    };
  });
}

/** What the page holds once everything that nobody holds any more is gone. */
export interface Held {
  /** Objects, and the machine code that the engine makes of what runs often. */
  heapBytes: number;
  /** Of every kind; a thousand come and go with what is drawn. */
  objects: number;
  /** Listeners, subscriptions, effects and timers all hold one: what is not let go of shows here exactly. */
  functions: number;
  nodes: number;
  listeners: number;
}

/** Forces a collection and reads what is left; `Performance` has to be enabled. */
export async function measure(debug: CDPSession): Promise<Held> {
  const objects = await countHeirs(debug, 'Object');
  const functions = await countHeirs(debug, 'Function');
  await debug.send('HeapProfiler.collectGarbage');
  const { usedSize } = await debug.send('Runtime.getHeapUsage');
  const { metrics } = await debug.send('Performance.getMetrics');
  const metric = (name: string): number => metrics.find((each) => each.name === name)?.value ?? 0;
  return {
    heapBytes: usedSize,
    objects,
    functions,
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
  };
}

const GROUP = 'counted';

/** Living objects of a kind, by the name of its constructor. */
async function countHeirs(debug: CDPSession, kind: string): Promise<number> {
  const { result } = await debug.send('Runtime.evaluate', {
    expression: `${kind}.prototype`,
    objectGroup: GROUP,
  });
  const { objects } = await debug.send('Runtime.queryObjects', {
    prototypeObjectId: result.objectId ?? '',
    objectGroup: GROUP,
  });
  const { result: count } = await debug.send('Runtime.callFunctionOn', {
    objectId: objects.objectId,
    functionDeclaration: 'function () { return this.length; }',
    returnByValue: true,
  });
  // The list would hold everything that is on it.
  await debug.send('Runtime.releaseObjectGroup', { objectGroup: GROUP });
  return Number(count.value);
}
