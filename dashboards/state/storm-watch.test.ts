import { expect, test } from 'vitest';
import { StormWatch } from './storm-watch.ts';

const MOMENT = { events: 300, fired: 200, resolved: 100 };

function watch() {
  const waiting: (() => void)[] = [];
  const waits: number[] = [];
  let asked = 0;
  const later = (run: () => void, ms: number) => {
    waits.push(ms);
    waiting.push(run);
  };
  const storms = new StormWatch(
    () => void asked++,
    later,
    () => 0.5,
  );
  const passes = () => {
    for (const run of waiting.splice(0)) run();
  };
  return { storms, passes, asked: () => asked, waits };
}

test('many storms of a moment are one question, when it has calmed down', () => {
  const { storms, passes, asked, waits } = watch();

  storms.storm(MOMENT);
  storms.storm(MOMENT);
  passes();
  expect(asked()).toBe(0);
  passes();

  expect(asked()).toBe(1);
  expect(waits).toEqual([1_500, 1_500]);
  passes();
  expect(asked()).toBe(1);
});

test('a storm that does not end is asked about meanwhile', () => {
  const { storms, passes, asked } = watch();

  for (let moment = 0; moment < 12; moment++) {
    storms.storm(MOMENT);
    storms.storm(MOMENT);
    passes();
  }

  expect(asked()).toBe(4);
});

test('what was not told is counted until the list that was asked for has come', () => {
  const { storms, passes } = watch();

  storms.storm(MOMENT);
  storms.storm(MOMENT);
  storms.listed();
  expect(storms.going.value).toEqual({ events: 600, fired: 400, resolved: 200 });
  passes();
  passes();
  storms.listed();

  expect(storms.going.value).toBeNull();
});
