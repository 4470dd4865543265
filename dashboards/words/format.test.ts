import { describe, expect, it } from 'vitest';
import { createFormats } from './format.ts';

const en = createFormats('en', 'Asia/Shanghai');
const zh = createFormats('zh-CN', 'Asia/Shanghai');
const noon = Date.UTC(2026, 7, 4, 4, 5, 9);

describe('numbers', () => {
  it('prints bytes in binary units with three significant digits', () => {
    expect(en.bytes(0)).toBe('0 B');
    expect(en.bytes(1023)).toBe('1.00 KiB');
    expect(en.bytes(123_456_789)).toBe('118 MiB');
    expect(zh.bytes(34_359_738_368)).toBe('32.0 GiB');
  });

  it('prints network rates in decimal bits', () => {
    expect(en.value(1_250_000 * 8, 'b/s')).toBe('10.0 Mb/s');
  });

  it('prints a dash where there is no value', () => {
    expect(en.value(null, '%')).toBe('–');
    expect(en.percent(Number.NaN)).toBe('–');
    expect(en.bytes(Number.POSITIVE_INFINITY)).toBe('–');
  });

  it('shortens large counts in the way of the language', () => {
    expect(en.compact(12_345)).toBe('12.3K');
    expect(zh.compact(12_345)).toBe('1.23万');
    expect(en.compact(999)).toBe('999');
  });
});

describe('durations', () => {
  it('keep their sign and the exactness of short ones', () => {
    expect(en.value(-5.25, 's')).toBe('-5.25 s');
    expect(en.value(0.0123, 's')).toBe('12.3 ms');
    expect(en.value(-3_660, 's')).toBe('-1h 1m');
    expect(zh.value(86_400, 's')).toBe('1 天');
    expect(zh.value(21.5, 'min')).toBe('21 分钟 30 秒');
  });

  it('names the two largest units', () => {
    expect(en.duration(3 * 86_400_000 + 4 * 3_600_000 + 5)).toBe('3d 4h');
    expect(zh.duration(3 * 86_400_000 + 4 * 3_600_000)).toBe('3 天 4 小时');
    expect(en.duration(61_000)).toBe('1m 1s');
    expect(en.duration(0)).toBe('0s');
  });

  it('leaves a second unit out when it is zero', () => {
    expect(en.duration(7_200_000 + 9_000)).toBe('2h');
  });
});

describe('times', () => {
  it('uses the zone of the organisation and 24 hours', () => {
    expect(en.time(noon)).toBe('12:05:09');
    expect(zh.minute(Date.UTC(2026, 7, 4, 16, 0))).toBe('00:00');
    expect(createFormats('en', 'Europe/Berlin').time(noon)).toBe('06:05:09');
  });

  it('prints dates in the order of the language', () => {
    expect(zh.date(noon)).toBe('2026年8月4日');
    expect(en.date(noon)).toBe('4 Aug 2026');
  });

  it('reads back what it wrote into a field, also where clocks change', () => {
    for (const zone of ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York']) {
      const formats = createFormats('en', zone);
      for (const month of [0, 2, 6, 9]) {
        const moment = Date.UTC(2026, month, 28, 13, 30);
        expect(formats.fromField(formats.field(moment))).toBe(moment);
      }
    }
  });

  it('reads what people type, and refuses times that there are not', () => {
    expect(en.field(noon)).toBe('2026-08-04 12:05');
    expect(en.fromField(' 2026/8/4 12:05 ')).toBe(noon - 9_000);
    for (const wrong of ['', 'now', '2026-02-31 10:00', '2026-08-04 24:01', '2026-08-04']) {
      expect(en.fromField(wrong)).toBeNaN();
    }
  });
});
