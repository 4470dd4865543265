import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { judgePage, KeptPage, type Policy } from './acceptance.ts';
import { compare } from './compare.ts';
import { maskNoise } from './noise.ts';
import { normalisePage } from './normalise.ts';
import { fingerprintOf, unitsOf, versionOf } from './version.ts';

describe('noise', () => {
  it.each([
    ['发布时间：2026-01-31 12:30:59', '发布时间：2026-02-01 01:02:03'],
    ['2026年1月31日 星期六', '2026年11月3日 星期二'],
    ['今天是3月5日', '今天是12月25日'],
    ['2026-01-31T12:30:59.123Z', '2025-12-31T02:30:59+08:00'],
    ['Sat, 31 Jan 2026 10:00:00 GMT', 'Tuesday, 3 February 2026 11:30:01 GMT'],
    ['January 31, 2026', 'Feb 1, 2026'],
    ['浏览次数：1,234', '浏览次数：7'],
    ['阅读 56 次', '阅读 1.2万 次'],
    ['已有 1234 次浏览', '已有 9 次浏览'],
    ['Views: 12', 'Views: 9,999'],
    ['17 users online', '3 users online'],
    ['页面执行时间 0.023 秒', '页面执行时间 1.5 秒'],
    ['/app.js?t=1700000000', '/app.js?t=abc'],
    ['/a;jsessionid=0A1B2C?x=1', '/a;jsessionid=FF?x=1'],
    ['var token = "9f86d081884c7d659a2feaa0c55ad015"', 'var token = "0cc175b9c0f1b6a831c399e269772661"'],
    ['id 123e4567-e89b-12d3-a456-426614174000', 'id 00000000-0000-0000-0000-000000000000'],
    ['nonce="dGhpc0lzQU5vbmNlMTIzNDU2Nzg5"', 'nonce="QW5vdGhlck5vbmNlOTg3NjU0MzIx0"'],
  ])('vanishes: %s', (one, other) => {
    expect(maskNoise(one)).toBe(maskNoise(other));
  });

  it.each([
    ['第 3 号公告', '第 4 号公告'],
    ['电话 010-12345678', '电话 010-87654321'],
    ['[a] /news/content/12345.html', '[a] /news/content/54321.html'],
    ['price 12.50', 'price 99.50'],
    ['[a] /a?id=1', '[a] /a?id=2'],
    [
      'a very long word: Donaudampfschifffahrtsgesellschaft',
      'a very long word: Donaudampfschifffahrtskapitaenspatent',
    ],
  ])('is not what matters: %s', (one, other) => {
    expect(maskNoise(one)).not.toBe(maskNoise(other));
  });

  it('takes no longer on lines that are made to take long', () => {
    const lines = [
      '1'.repeat(300),
      '浏览'.repeat(150),
      'a1'.repeat(150),
      '1,'.repeat(150),
      '?t='.repeat(100),
    ];
    for (const line of lines) expect(maskNoise(line).length).toBeLessThanOrEqual(2 * line.length);
  });
});

describe('a page as lines', () => {
  const url = new URL('https://x.test/');

  it('has its texts and all that shows, runs or leads elsewhere', () => {
    const html = `<html><head><title>T</title><meta name="Keywords" content="k1,k2"><link rel=stylesheet href=/s.css>
      <script src="//cdn.test/a.js"></script><meta http-equiv=refresh content="5;url=/b"></head><body>
      <p>one <b>two</b>
      three</p><a href="/in?x=1">in</a><a href="https://out.test/y">out</a><img src="/i.png"><img src="data:image/png;xyz">
      <form method=POST action=/go><input type=hidden name=csrf value=secret></form><iframe src=/f></iframe>
      <a href="javascript:go()">j</a><script>var a = 1;\n\n  go(a)</script><style>p{}</style></body>`;

    expect(normalisePage(html, true, { of: 'content', mask: [], url })).toEqual([
      'T',
      '[meta] Keywords k1,k2',
      '[style] /s.css',
      '[script] https://cdn.test/a.js',
      '[refresh] 5;url=/b',
      'one two three',
      '[a] /in?x=1',
      '[out] https://out.test/y',
      'inout',
      '[img] /i.png',
      '[img] data',
      '[form] post /go',
      '[input] hidden csrf',
      '[frame] /f',
      '[a] javascript:go()',
      'j',
      '[inline 1]',
      '| var a = 1;',
      '| go(a)',
    ]);
    expect(normalisePage(html, true, { of: 'structure', mask: [], url })).toEqual([
      '[style] /s.css',
      '[script] https://cdn.test/a.js',
      '[refresh] 5;url=/b',
      '[out] https://out.test',
      '[form] post /go',
      '[frame] /f',
      '[inline 1]',
    ]);
  });

  it('of an interface are the fields of its JSON', () => {
    expect(
      normalisePage('{"a":[1,{"b":"2026-01-01"}]}', false, { of: 'content', mask: ['/"a"/'], url }),
    ).toEqual(['{', '·: [', '1,', '{', '"b": "·"', '}', ']', '}']);
  });
});

describe('two states of a page', () => {
  const version = (lines: string[]) => versionOf(lines, fingerprintOf(lines));
  const between = (before: string[], now: string[]) => {
    const units = unitsOf(version(before), now);
    return compare(units.before, units.now);
  };

  it('differ by what stands in one only, and show it in its place', () => {
    const before = ['head', 'news one', 'news two', 'foot'];
    const now = ['head', 'hacked', 'news two', 'foot'];

    expect(between(before, now)).toEqual({ percent: 30.43, lines: [' head', '-news one', '+hacked'] });
  });

  it('do not differ when parts only moved', () => {
    expect(between(['a', 'b', 'c'], ['c', 'a', 'b'])).toEqual({ percent: 0, lines: [] });
  });

  it('differ when a line stands there twice', () => {
    expect(between(['a'], ['a', 'a']).lines).toEqual([' a', '+a']);
  });

  it('differ wholly when nothing is left', () => {
    expect(between(['a'], ['b']).percent).toBe(100);
  });

  it('that are too long to keep are compared by blocks, and take no more than 64 KB', () => {
    const before = Array.from({ length: 18_000 }, () => randomBytes(60).toString('base64'));
    const now = [...before.slice(0, 9_000), 'hacked by nobody', ...before.slice(9_001)];
    const kept = version(before);

    const units = unitsOf(kept, now);
    const difference = compare(units.before, units.now);

    expect(JSON.stringify(kept).length).toBeLessThan(65_536);
    expect(difference.percent).toBeGreaterThan(0);
    expect(difference.percent).toBeLessThan(2);
    expect(difference.lines).toContain('+hacked by nobody');
    expect(unitsOf(kept, before).now.map(({ key }) => key)).toEqual(units.before.map(({ key }) => key));
  });
});

describe('what is accepted', () => {
  const strict: Policy = { tolerancePercent: 0, accepted: undefined, acceptAfterMs: undefined };
  const page = (...lines: string[]) => ['head', ...lines];

  it('survives being kept as JSON', () => {
    const { kept } = judgePage(undefined, page('a'), strict, 0);
    const altered = judgePage(kept, page('b'), strict, 5);

    const restored = KeptPage.parse(JSON.parse(JSON.stringify(altered.kept)));

    expect(restored).toEqual(altered.kept);
    expect(judgePage(restored, page('b'), strict, 9).kept).toBe(restored);
  });

  it('is the first page, until somebody accepts another', () => {
    const { kept } = judgePage(undefined, page('a'), strict, 0);
    const altered = judgePage(kept, page('b'), strict, 0);
    const accepted = judgePage(altered.kept, page('b'), { ...strict, accepted: altered.fingerprint }, 0);

    expect(altered.isAltered).toBe(true);
    expect(accepted.isAltered).toBe(false);
    expect(judgePage(accepted.kept, page('b'), { ...strict, accepted: altered.fingerprint }, 0).kept).toBe(
      accepted.kept,
    );
  });

  it('is accepted also when the page has changed a little since it was told', () => {
    const tolerant = { ...strict, tolerancePercent: 30 };
    const { kept } = judgePage(undefined, page('one'), tolerant, 0);
    const altered = judgePage(kept, page('quite another page'), tolerant, 0);
    const noisy = judgePage(altered.kept, page('quite another page', 'x'), tolerant, 0);

    expect([noisy.isAltered, noisy.fingerprint]).toEqual([true, altered.fingerprint]);
    const accepted = judgePage(
      noisy.kept,
      page('quite another page', 'y'),
      { ...tolerant, accepted: altered.fingerprint },
      0,
    );
    expect(accepted.isAltered).toBe(false);
  });

  it('begins to wait anew when the altered page changes again', () => {
    const waiting = { ...strict, acceptAfterMs: 100 };
    const { kept } = judgePage(undefined, page('a'), waiting, 0);
    const first = judgePage(kept, page('b'), waiting, 0);
    const second = judgePage(first.kept, page('c'), waiting, 90);
    const third = judgePage(second.kept, page('c'), waiting, 110);

    expect([first, second, third].map(({ isAltered }) => isAltered)).toEqual([true, true, true]);
    expect(judgePage(third.kept, page('c'), waiting, 190).isAltered).toBe(false);
  });
});
