import { beforeEach, expect, test } from 'vitest';
import { sampleEvent } from '#channels/sample-call.ts';
import type { Severity } from '#protocol/rule.ts';
import { BrowserCalls } from './browser-calls.ts';

let rung: Severity[];
let shown: number[];
let waiting: (() => void)[];
let kept: Map<string, string>;
let calls: BrowserCalls;

beforeEach(() => {
  rung = [];
  shown = [];
  waiting = [];
  kept = new Map([['popups', 'warning']]);
  calls = make();
});

function make(): BrowserCalls {
  return new BrowserCalls(
    { read: (name) => kept.get(name) ?? null, write: (name, value) => kept.set(name, value) },
    { ring: (worst) => rung.push(worst), show: ({ events, more }) => shown.push(events.length + more) },
    (run) => waiting.push(run),
  );
}

function fires(severity: Severity): void {
  calls.take(sampleEvent(1_000, { severity }));
}

/** Time passes until what waits is done. */
function passes(): void {
  for (const run of waiting.splice(0)) run();
}

test('a room that fails rings once and shows one message', () => {
  for (let count = 0; count < 300; count++) fires(count === 200 ? 'critical' : 'warning');
  passes();

  expect(rung).toEqual(['critical']);
  expect(shown).toEqual([300]);
});

test('a storm of which only the number is known rings as the worst of it', () => {
  fires('warning');
  calls.takeStorm({ fired: 4_000, worst: 'critical' });
  calls.takeStorm({ fired: 5_000, worst: 'warning' });
  calls.takeStorm({ fired: 0, worst: null });
  passes();

  expect(rung).toEqual(['critical']);
  expect(shown).toEqual([9_001]);
});

test('what comes while it is quiet is told together afterwards, nothing is left out', () => {
  fires('critical');
  passes();
  fires('critical');
  fires('critical');
  passes();
  passes();
  passes();

  expect(shown).toEqual([1, 2]);
  fires('critical');
  passes();
  expect(shown).toEqual([1, 2, 1]);
});

test('a sound is for what is critical unless somebody wants another', () => {
  fires('warning');
  passes();
  expect(rung).toEqual([]);

  calls.chooseSound('warning');
  calls = make();
  fires('warning');
  passes();
  expect(rung).toEqual(['warning']);
});

test('history, resolutions and what is for information only call nobody', () => {
  calls.take({ ...sampleEvent(1_000), late: true });
  calls.take(sampleEvent(1_000, { state: 'resolved' }));
  fires('info');
  passes();

  expect([rung, shown, waiting]).toEqual([[], [], []]);
});

test('an alert that becomes graver rings again, one that becomes milder does not', () => {
  calls.take({ ...sampleEvent(1_000), kind: 'severity_changed', from: 'warning' });
  passes();
  passes();
  calls.take({ ...sampleEvent(1_000, { severity: 'warning' }), kind: 'severity_changed', from: 'critical' });
  passes();

  expect(shown).toEqual([1]);
});
