import { describe, expect, it } from 'vitest';
import { newInside } from './inside.ts';
import { type Beat, JobPlayer } from './jobs.ts';
import { LogLines } from './log-lines.ts';

const noonMs = Date.UTC(2026, 0, 5, 4, 0);
const minuteMs = 60_000;
const said = (beats: readonly Beat[]) => beats.map(({ job, path }) => `${job} ${path.split('?')[0]}`);

describe('the jobs of a room', () => {
  it('tell of last night first, then of each upload', () => {
    const player = new JobPlayer(newInside());

    const first = player.take(noonMs);
    expect(said(first)).toEqual(['backup /success', 'report /success', 'upload /success']);
    // 15:40 of the day before, at noon in Shanghai.
    expect(first[1]!.path).toContain(`age=${(20 * 60 + 20) * 60}`);
    expect(player.take(noonMs + 5 * minuteMs)).toEqual([]);
    expect(said(player.take(noonMs + 5 * minuteMs + 30_000))).toEqual(['upload /success']);
  });

  it('fail and stay away as long as incidents want it', () => {
    const inside = newInside();
    const player = new JobPlayer(inside);
    player.take(noonMs);

    inside.doesBackupFail = true;
    inside.isUploadStopped = true;
    expect(said(player.take(noonMs + 7 * minuteMs))).toEqual(['backup /failure']);
    expect(player.take(noonMs + 8 * minuteMs)).toEqual([]);

    inside.doesBackupFail = false;
    inside.isUploadStopped = false;
    expect(said(player.take(noonMs + 9 * minuteMs))).toEqual(['backup /success', 'upload /success']);
  });
});

it('the application logs what it does, and errors while an incident lasts', () => {
  const inside = newInside();
  const lines = new LogLines(inside);
  const logged = (fromMs: number) =>
    Array.from({ length: 6 }, (_, at) => lines.take(fromMs + at * 2_000)).flat();

  expect(logged(noonMs).filter((line) => line.includes('ERROR'))).toEqual([]);
  inside.hasErrors = true;
  expect(logged(noonMs + minuteMs).filter((line) => line.includes('ORA-00060'))).toHaveLength(2);
});
