import { expect, test } from 'vitest';
import { describe, sentence, worstSeverity } from './describe.ts';
import { formatDuration, formatTime, formatValue } from './format-value.ts';
import { sampleCall, sampleEvent } from './sample-call.ts';

const T0 = Date.UTC(2026, 10, 21, 10, 5, 9);

test.each([
  [91.2, '%', '91.2 %'],
  [80, '%', '80 %'],
  [1536, 'B', '1.5 KiB'],
  [-3 * 2 ** 30, 'B', '-3 GiB'],
  [12.5 * 2 ** 20, 'B/s', '12.5 MiB/s'],
  [0.01234, 's', '0.0123 s'],
  [3_723, 's', '1 h 2 min'],
  [2.1, '1', '2.1'],
  [4.25, '1/s', '4.25 /s'],
  [123456.7, '', '123457'],
])('%d in %s is written %s', (value, unit, expected) => {
  expect(formatValue(value, unit)).toBe(expected);
});

test.each([
  [0, '0 s'],
  [59_600, '1 min'],
  [3_600_000, '1 h'],
  [90_061_000, '1 d 1 h'],
  [86_400_000 + 5_000, '1 d'],
])('%d ms last %s', (durationMs, expected) => {
  expect(formatDuration(durationMs)).toBe(expected);
});

test('a time is that of the zone', () => {
  expect(formatTime(T0, 'Asia/Shanghai')).toBe('2026-11-21 18:05:09');
  expect(formatTime(T0, 'UTC')).toBe('2026-11-21 10:05:09');
});

test('a firing and a resolution are sentences in both languages', () => {
  const fired = sampleEvent(T0);
  const resolved = sampleEvent(T0, {
    state: 'resolved',
    value: 40,
    resolvedAtMs: T0 + 125_000,
    resolution: 'superseded',
  });

  expect(sentence(sampleCall(T0), fired)).toBe(
    '[Alert·critical] web1 Disk space critical: disk.used_percent{path=/data}, 91.2 % (limit 90 %), since 2026-11-21 18:05:09 (Asia/Shanghai)',
  );
  expect(sentence(sampleCall(T0, { language: 'zh-CN' }), resolved)).toBe(
    '[恢复·严重] web1 磁盘空间告急：disk.used_percent{path=/data}，40 %（阈值 90 %），开始于 2026-11-21 18:05:09（Asia/Shanghai），持续 2 分钟 5 秒，该指标已不再上报',
  );
});

test.each([
  ['probe.state', 13, '1', 13, 'not the expected answer', '应答不符合预期'],
  ['certificate.state', 9, '1', 5, 'expired', '已过期'],
  ['elasticsearch_cluster_health.status', 2, '1', 2, 'shards are missing', '主分片缺失'],
  ['certificate.days_left', 6.9, 'd', 7, '6.9 d (limit 7 d)', '6.9 天（阈值 7 天）'],
  [
    'database_backup.age_seconds',
    94_000,
    's',
    93_600,
    '1 d 2 h (limit 1 d 2 h)',
    '1 天 2 小时（阈值 1 天 2 小时）',
  ],
  // Of what must not grow at all it is said that it grew, and not how fast.
  ['logs.matches', 0.05, '1/s', 0, 'has gone up', '有新增'],
  ['logs.matches', 0, '1/s', 0, 'goes up no more', '不再增加'],
])('%s of %d is said in words', (metric, value, unit, threshold, english, chinese) => {
  const event = sampleEvent(T0, { metric, value, unit, threshold });

  expect(describe(sampleCall(T0), event).value).toBe(english);
  expect(describe(sampleCall(T0, { language: 'zh-CN' }), event).value).toBe(chinese);
});

test('what has no value, limit or name is said as far as it is known', () => {
  const silent = sampleEvent(T0, {
    value: null,
    threshold: null,
    unit: undefined,
    labels: {},
    rule: 'gone',
    target: 't9',
  });

  expect(sentence(sampleCall(T0), silent)).toBe(
    '[Alert·critical] t9 gone: disk.used_percent, no data, since 2026-11-21 18:05:09 (Asia/Shanghai)',
  );
});

test('a call is as bad as its worst event', () => {
  const events = [sampleEvent(T0, { severity: 'info' }), sampleEvent(T0, { severity: 'warning' })];

  expect(worstSeverity(sampleCall(T0, { events }))).toBe('warning');
});
