import { describe, expect, test } from 'vitest';
import type { Recipient } from './channel.ts';
import { messageOf } from './message.ts';
import { sampleCall, sampleEvent } from './sample-call.ts';
import { templateFault } from './template.ts';
import { wordsFor } from './words.ts';
import { type Markup, writeMessage } from './write-message.ts';

const T0 = Date.UTC(2026, 10, 21, 10, 5, 9);
const ALERT = '00112233445566778899aabbccddeeff';

const plain: Markup = {
  toSafe: (text) => text,
  title: (text) => text,
  strong: (text) => text,
  link: (words, url) => `${words} ${url}`,
  newLine: '\n',
  paragraph: '\n\n',
};
const write = (call = sampleCall(T0), most = 10_000, templates = {}) =>
  writeMessage(messageOf(call, templates), wordsFor(call.language), plain, (text) => text.length <= most);

test('one event says what, where, since when, how bad, how much, and where to look', () => {
  expect(write(sampleCall(T0, { pagesUrl: 'https://w/', language: 'zh-CN' })).text).toBe(
    `[严重] web1 磁盘空间告急：91.2 %（阈值 90 %）

告警 · 严重
对象：web1
规则：磁盘空间告急
指标：disk.used_percent{path=/data}
数值：91.2 %（阈值 90 %）
时间：开始于 2026-11-21 18:05:09（Asia/Shanghai）
查看告警 https://w/#/alerts?alert=${ALERT}`,
  );
});

test('a cause says what it takes down', () => {
  const taken = { total: 31, hanging: 31, notWell: 0, names: ['web2', 'web3'] };
  const consequences = { [ALERT]: taken };

  expect(write(sampleCall(T0, { consequences })).text).toContain('Takes down: 31 targets: web2, web3 …');
  expect(write(sampleCall(T0, { consequences, language: 'zh-CN' })).text).toContain(
    '影响：31 个对象因此状态未知：web2、web3 …',
  );
  const soon = { [ALERT]: { ...taken, total: 4 } };
  expect(write(sampleCall(T0, { consequences: soon })).text).toContain(
    'Takes down: 31 targets on it, 4 of them unknown so far: web2, web3 …',
  );
  expect(write(sampleCall(T0, { consequences: soon, language: 'zh-CN' })).text).toContain(
    '影响：31 个对象依赖它，目前 4 个状态未知：web2、web3 …',
  );
});

test('the end of a cause says what of it is well again, and what is not', () => {
  const events = [sampleEvent(T0, { state: 'resolved', resolvedAtMs: T0 + 1, resolution: 'recovered' })];
  const some = { [ALERT]: { total: 31, hanging: 0, notWell: 2, names: ['web2', 'web3'] } };
  const none = { [ALERT]: { total: 31, hanging: 0, notWell: 0, names: [] } };

  expect(write(sampleCall(T0, { events, consequences: some })).text).toContain(
    'Takes down: 31 targets, 29 of them well again, 2 not yet: web2, web3',
  );
  expect(write(sampleCall(T0, { events, consequences: none, language: 'zh-CN' })).text).toContain(
    '影响：曾影响的 31 个对象已全部恢复',
  );
});

test('a forecast says when its limit is reached', () => {
  const events = [sampleEvent(T0, { reachesAtMs: T0 + 3.2 * 86_400_000 })];

  expect(messageOf(sampleCall(T0, { events })).title).toContain('91.2 % (limit 90 %, reached in 3 d 4 h)');
  expect(messageOf(sampleCall(T0, { events, language: 'zh-CN' })).title).toContain('预计 3 天 4 小时后达到');
  expect(messageOf(sampleCall(T0, { events, sentAtMs: T0 + 4 * 86_400_000 })).title).toContain(
    '91.2 % (limit 90 %)',
  );
});

test.each([
  ['severity_changed', { from: 'warning' }, '[Severity changed] web1', 'Reason: was warning'],
  ['flapping', {}, '[Flapping] web1', 'comes and goes'],
  ['closed', { by: '张三', comment: 'disk replaced' }, '[Closed] web1', 'Reason: 张三: disk replaced'],
] as const)('an event of kind %s says what there is to it', (kind, more, title, why) => {
  const { text } = write(sampleCall(T0, { events: [{ ...sampleEvent(T0), kind, ...more }] }));

  expect(text).toContain(title);
  expect(text).toContain(why);
});

test('a test, a drill and a repeat say so first, and only a drill has something to answer', () => {
  const test = write(sampleCall(T0, { test: true, attempt: 2 })).text;
  const drill = write(sampleCall(T0, { drill: { answerUrl: 'https://w/d/1' }, events: [] })).text;

  expect(test).toMatch(/^\[test\] .*\n\nThis is a test message; nothing has happened\.\n.*2 times before/);
  expect(drill).toBe(
    `[drill] Do alerts arrive?

This is a drill; nothing has happened. Please confirm that it reached you.
Confirm the drill https://w/d/1`,
  );
});

test('a drill asks for nothing that cannot be done: without a link a person says so, and a group does nothing', () => {
  const drill = (to: Recipient | null) =>
    write(sampleCall(T0, { language: 'zh-CN', drill: { answerUrl: '' }, events: [], to })).text;

  expect(drill(null)).toContain('看到即可，无需操作。');
  expect(drill({ id: 'li', name: '李工', email: '', phone: '' })).toContain('请告诉管理员已收到。');
});

describe('several events', () => {
  const events = (count: number) =>
    Array.from({ length: count }, (_, at) => sampleEvent(T0, { target: `web${at}` }));

  test('up to five are told in full, more of them a line each', () => {
    expect(write(sampleCall(T0, { events: events(5) })).text.match(/Metric: /g)).toHaveLength(5);
    const six = write(sampleCall(T0, { events: events(6), pagesUrl: 'https://w' }));

    expect(six.text).not.toContain('Metric: ');
    expect(six.text).toMatch(
      /\[critical\] web5 Disk space critical: 91.2 % \(limit 90 %\)\n\nOpen all alerts https:\/\/w\/#\/alerts$/,
    );
    expect(six.leftOut).toBe(0);
  });

  test('that do not fit are counted, at every length that there can be', () => {
    const call = sampleCall(T0, { events: events(12) });
    const whole = write(call).text.length;
    for (let most = 120; most <= whole; most++) {
      const { text, leftOut } = write(call, most);
      expect(text.length).toBeLessThanOrEqual(most);
      expect((text.match(/\[critical\] web\d+ Disk/g) ?? []).length).toBe(12 - leftOut);
      expect(text.includes(`and ${leftOut} more`)).toBe(leftOut > 0);
    }
  });
});

describe('own words', () => {
  const templates = {
    en: {
      title: '{{ severity }}: {{target}}',
      body: '{{rule}}\n{{value}} of {{limit}}, {{label.path}}{{label.nothing}}, for {{duration}}',
    },
  };

  test('stand in place of ours, in their language only', () => {
    const call = sampleCall(T0, { sentAtMs: T0 + 125_000 });

    expect(write(call, 10_000, templates).text).toBe(
      'critical: web1\n\nDisk space critical\n91.2 % of 90 %, /data, for 2 min 5 s',
    );
    expect(write({ ...call, language: 'zh-CN' }, 10_000, templates).text).toContain('对象：web1');
  });

  test('cannot hide a test, a drill or how many events there are', () => {
    const two = sampleCall(T0, { events: [sampleEvent(T0), sampleEvent(T0)] });

    expect(messageOf(sampleCall(T0, { test: true }), templates).title).toBe('[test] critical: web1');
    expect(messageOf(two, templates).title).toBe('[critical] 2 alerts: web1');
  });

  test('put in nothing that is in the values', () => {
    const call = sampleCall(T0, { targetNames: { 'target-1': '{{rule}} $& $1' } });

    expect(messageOf(call, { en: { title: '<{{target}}>', body: '' } }).title).toBe('<{{rule}} $& $1>');
  });

  test.each([
    ['{{target}} {{ label.host-name }}', undefined],
    ['{ {target} }', undefined],
    ['{{password}}', /\{\{password\}\} is unknown; known are kind, .* and label\.<name>/],
    ['{{constructor}}', /unknown/],
    ['{{}}', /unknown/],
    ['{{target', /without its/],
    ['target}}', /without its/],
    ['{{target.constructor}}', /unknown/],
  ])('%s are refused where they cannot work: %s', (template, fault) => {
    if (fault === undefined) expect(templateFault(template)).toBeUndefined();
    else expect(templateFault(template)).toMatch(fault);
  });
});

test('what a template names beyond the labels is empty, whatever every object has', () => {
  const templates = {
    en: { title: '{{ label.constructor }}{{label.__proto__}}.', body: '{{label.toString}}.' },
  };

  expect(messageOf(sampleCall(T0), templates).title).toMatch(/\.$/);
  expect(write(sampleCall(T0), 10_000, templates).text).not.toMatch(/function|object/);
});

test('a template of spaces is read at once', () => {
  expect(templateFault(`{{${' '.repeat(3_900)}x{`)).toBeDefined();
});
