import { expect, test } from 'vitest';
import type { PageEntry } from '../../api/services.ts';
import { en } from '../../words/en.ts';
import { createFormats } from '../../words/format.ts';
import { commonName, daysLeft, leftMark, leftText } from './certificate-text.ts';
import { failureText, notWhole, pageMark, pageStateText } from './page-text.ts';

const formats = createFormats('en', 'UTC');
const DAY_MS = 86_400_000;

const page = (more: Partial<PageEntry> = {}): PageEntry => ({
  target: 'p',
  targetName: 'portal',
  organisation: 'a',
  systems: [],
  address: '',
  state: 'ok',
  statusCode: 200,
  responseSeconds: 0.1,
  trail: null,
  alteredPercent: null,
  columnsMissing: null,
  columns: [],
  brokenLinks: null,
  atMs: 1,
  failing: null,
  available30: null,
  lastOutage: null,
  ...more,
});
const failing = { probe: 'http', state: 'silent', sentence: '', sinceMs: 1 };

test('days left are marked 30 days before the end, and gravely a week before', () => {
  const marks = [-1, 6.9, 7, 29.9, 30, null].map((days) => leftMark(days, 30));

  expect(marks).toEqual(['critical', 'critical', 'warning', 'warning', 'ok', 'none']);
  expect(leftText(daysLeft({ endsMs: 2.5 * DAY_MS }, 0), en, formats)).toBe('2.5 d');
  expect(leftText(-3.2, en, formats)).toBe('ended 3 d ago');
  expect(leftText(null, en, formats)).toBe('–');
});

test('a name is said as people say it', () => {
  expect(commonName('C=CN, O=Health, CN=www.a.example')).toBe('www.a.example');
  expect(commonName('C=CN, O=Health')).toBe('Health');
  expect(commonName('nothing of it')).toBe('nothing of it');
});

test('a page that does not answer is worse than one whose site is not whole', () => {
  expect(pageMark(page())).toBe('ok');
  expect(pageMark(page({ state: null, failing }))).toBe('critical');
  expect(pageMark(page({ failing: { ...failing, probe: 'site' } }))).toBe('warning');
  expect(pageMark(page({ state: 'altered' }))).toBe('critical');
  expect(pageMark(page({ state: null, atMs: null }))).toBe('none');
  expect(pageStateText(page({ state: null, failing }), en, formats)).toBe('no answer');
  expect(pageStateText(page({ state: 'altered', failing }), en, formats)).toBe('altered');
  expect(failureText(page({ failing }), en)).toContain('no answer');
  expect(failureText(page({ failing: { ...failing, sentence: 'status 502' } }), en)).toBe('status 502');
});

test('what is not whole is named, and what nobody looks at is not called whole', () => {
  expect(notWhole(page(), en, formats)).toBeNull();
  expect(notWhole(page({ alteredPercent: 0, brokenLinks: 0 }), en, formats)).toEqual([]);
  expect(
    notWhole(
      page({
        state: 'altered',
        alteredPercent: 14.2,
        brokenLinks: 7,
        columns: [{ name: 'News', state: 'missing' }],
      }),
      en,
      formats,
    ),
  ).toEqual(['altered by 14.2%', 'columns: News not on the start page', '7 broken links']);
});
