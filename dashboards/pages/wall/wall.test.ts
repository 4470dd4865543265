import { describe, expect, it } from 'vitest';
import { type Alert, UNTOUCHED } from '#protocol/alert.ts';
import type { WallStay } from '#protocol/wall.ts';
import { driftAt } from './drift.ts';
import { NewAlerts } from './new-alerts.ts';
import { beginRound, hold, postpone, step, turn } from './rotation.ts';
import { nextTrail, readTrail, shallReload } from './self-update.ts';
import { SPEECH_LIMIT, SpeechQueue } from './speech-queue.ts';
import { freshness, limitOf } from './staleness.ts';

const stays: WallStay[] = [
  { page: 'health', seconds: 30 },
  { page: 'alerts', seconds: 10 },
];

describe('the round of pages', () => {
  it('shows each for its seconds and begins again', () => {
    let round = beginRound(stays, 0);
    const seen: number[] = [];
    for (let nowMs = 0; nowMs < 80_000; nowMs += 10_000) {
      round = turn(round, stays, nowMs);
      seen.push(round.at);
    }

    expect(seen).toEqual([0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('stays where somebody holds it, and goes on with the time that was left', () => {
    const held = hold(beginRound(stays, 0), 20_000);
    expect(turn(held, stays, 500_000).at).toBe(0);

    const released = hold(held, 500_000);

    expect(turn(released, stays, 509_000).at).toBe(0);
    expect(turn(released, stays, 510_000).at).toBe(1);
  });

  it('goes back over the beginning, and a held page stays held at the next one', () => {
    const back = step(hold(beginRound(stays, 0), 0), stays, -1, 1_000);

    expect(back.at).toBe(1);
    expect(turn(back, stays, 900_000).at).toBe(1);
  });

  it('gives a page that was interrupted its whole time', () => {
    const round = postpone(beginRound(stays, 0), 15_000);

    expect(turn(round, stays, 44_000).at).toBe(0);
    expect(turn(round, stays, 45_000).at).toBe(1);
  });

  it('begins anew when there are fewer pages than before, and stands still with one', () => {
    const last = step(beginRound(stays, 0), stays, 1, 0);

    expect(turn(last, stays.slice(0, 1), 5_000)).toMatchObject({ at: 0 });
    expect(turn(beginRound(stays.slice(0, 1), 0), stays.slice(0, 1), 1e9).at).toBe(0);
  });
});

function alert(id: string, more: Partial<Alert> = {}): Alert {
  return {
    id,
    rule: 'r',
    ruleRevision: 1,
    organisation: 'default',
    target: 't',
    metric: 'm',
    labels: {},
    severity: 'critical',
    state: 'firing',
    beganAtMs: 1,
    firedAtMs: 1,
    value: 1,
    threshold: 1,
    ...UNTOUCHED,
    ...more,
  };
}

describe('what is new', () => {
  it('is not what stood when the wall began, and is what came while the line was cut', () => {
    const news = new NewAlerts();

    expect(news.take([alert('a')])).toEqual([]);
    expect(news.take([alert('b'), alert('a')]).map(({ id }) => id)).toEqual(['b']);
    expect(news.take([alert('b'), alert('a')])).toEqual([]);
  });

  it('is one that became graver, and none that is unknown because of another', () => {
    const news = new NewAlerts();
    news.take([alert('a', { severity: 'warning' })]);
    const because = { alert: 'x', target: 't', relation: 'network' as const, sinceMs: 1 };

    expect(news.take([alert('a'), alert('b', { because })]).map(({ id }) => id)).toEqual(['a']);
  });

  it('is one that fires again after it was gone', () => {
    const news = new NewAlerts();
    news.take([alert('a')]);
    news.take([]);

    expect(news.take([alert('a')])).toHaveLength(1);
  });
});

describe('what is spoken', () => {
  it('is said in its order', () => {
    const queue = new SpeechQueue();
    queue.add('one');
    queue.add('two');

    expect([queue.next(), queue.next(), queue.next()]).toEqual([
      { kind: 'text', text: 'one' },
      { kind: 'text', text: 'two' },
      undefined,
    ]);
  });

  it('is a number where there is too much of it, and the drops are counted', () => {
    const queue = new SpeechQueue();
    for (let at = 0; at < 300; at++) queue.add(String(at));

    const said = [...Array(SPEECH_LIMIT + 2)].map(() => queue.next());

    expect(said.slice(-2)).toEqual([{ kind: 'more', count: 300 - SPEECH_LIMIT }, undefined]);
    expect(queue.dropped).toBe(300 - SPEECH_LIMIT);
  });
});

describe('a tile', () => {
  const source = { newestMs: 10_000, limitMs: limitOf(4_000) };

  it('is fresh up to two and a half intervals, and old beyond', () => {
    expect(freshness(source, 20_000, null)).toEqual({ state: 'fresh' });
    expect(freshness(source, 20_001, null)).toEqual({ state: 'old', sinceMs: 10_000, ageMs: 10_001 });
  });

  it('is marked at once when the line is cut, since when it is what it shows', () => {
    expect(freshness(source, 12_000, 11_000)).toEqual({ state: 'cut', sinceMs: 10_000, ageMs: 2_000 });
  });

  it('says that nothing has come yet', () => {
    const nothing = { newestMs: null, limitMs: 1 };
    expect(freshness(nothing, 5, null)).toEqual({ state: 'empty' });
    // What was never read cannot say more than since when the line is cut.
    expect(freshness(nothing, 5, 3)).toEqual({ state: 'cut', sinceMs: 3, ageMs: 2 });
  });
});

describe('newer pages', () => {
  const facts = { own: 'a.js', served: 'b.js', trail: null, nowMs: 1e9, isCalm: true };

  it('are loaded when there are any and the moment is calm', () => {
    expect(shallReload(facts)).toBe(true);
    expect(shallReload({ ...facts, isCalm: false })).toBe(false);
    expect(shallReload({ ...facts, served: 'a.js' })).toBe(false);
    expect(shallReload({ ...facts, served: '' })).toBe(false);
    expect(shallReload({ ...facts, own: '' })).toBe(false);
  });

  it('are tried again later and later when the load did not bring them', () => {
    const waits: number[] = [];
    let trail = nextTrail(facts);
    for (let round = 0; round < 9; round++) {
      let waitMs = 0;
      while (!shallReload({ ...facts, trail, nowMs: trail.lastMs + waitMs })) waitMs += 60_000;
      waits.push(waitMs / 60_000);
      trail = nextTrail({ ...facts, trail, nowMs: trail.lastMs + waitMs });
    }

    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('are tried at once when they are others again, and after what was kept was spoilt', () => {
    const trail = nextTrail({ ...facts, trail: { build: 'b.js', attempts: 7, lastMs: 1e9 } });
    expect(trail.attempts).toBe(8);

    expect(shallReload({ ...facts, served: 'c.js', trail })).toBe(true);
    expect(readTrail(JSON.stringify(trail))).toEqual(trail);
    expect(readTrail('{')).toBeNull();
    expect(readTrail(null)).toBeNull();
  });
});

it('the picture moves a little each minute, and comes back', () => {
  const places = new Set([...Array(9).keys()].map((at) => JSON.stringify(driftAt(at * 60_000))));

  expect(places.size).toBe(9);
  expect(driftAt(0)).toEqual(driftAt(9 * 60_000));
  expect(driftAt(59_999)).toEqual({ xRem: 0, yRem: 0 });
});
