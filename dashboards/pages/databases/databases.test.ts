import { describe, expect, test } from 'vitest';
import { en } from '../../words/en.ts';
import { createFormats } from '../../words/format.ts';
import { daysReason, daysText, fullLevel, spaceMark } from './space-text.ts';

const formats = createFormats('en', 'UTC');
const NOW_MS = Date.UTC(2030, 0, 1);

describe('days until a space is full', () => {
  test.each([
    [{ code: 'full', days: 0 }, 'full now', '', 'critical'],
    [{ code: 'fills', days: 0.5 }, '12h', 'filling right now, at this speed', 'critical'],
    [{ code: 'grows', days: 5.25 }, '5.3 d', 'about 6 Jan · by 14 days of growth', 'warning'],
    [{ code: 'grows', days: 900 }, '900 d', 'by 14 days of growth', 'ok'],
    [{ code: 'steady', days: null }, 'not growing', '', 'ok'],
    [{ code: 'shrinks', days: null }, 'shrinking', '', 'ok'],
    [{ code: 'short_history', days: null }, 'not enough history', '', 'none'],
    [{ code: 'no_limit', days: null }, 'no limit, no forecast', '', 'none'],
  ] as const)('%j', (space, text, reason, mark) => {
    expect(daysText(space, en, formats)).toBe(text);
    expect(daysReason(space, en, formats, NOW_MS)).toBe(reason);
    expect(spaceMark(space)).toBe(mark);
  });

  test('a share is high from 85, and grave from 95', () => {
    expect([null, 84.9, 85, 95].map(fullLevel)).toEqual(['calm', 'calm', 'warning', 'critical']);
  });
});
