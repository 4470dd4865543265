import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultRules } from '#collector/rules/default-rules.ts';
import { ApiError } from '../api/call.ts';
import { en } from './en.ts';
import { errorText } from './error-text.ts';
import { preferredLanguage } from './language.ts';
import { unitOf } from './unit.ts';
import { metricTitle } from './words.ts';
import { zhCN } from './zh-cn.ts';

const ROOT = join(import.meta.dirname, '../..');
const MARKS = ['①', '②', '③', '④'];

/** Every text by its path; functions are called with marks for their parameters. */
function texts(value: unknown, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  if (typeof value === 'string') found.set(path, value);
  else if (typeof value === 'function') found.set(path, String(value(...MARKS)));
  else if (value && typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) {
      for (const [innerPath, text] of texts(inner, `${path}/${name}`)) found.set(innerPath, text);
    }
  }
  return found;
}

const chinese = texts(zhCN);
const english = texts(en);

describe('the words', () => {
  it('are the same ones in both languages, and none is empty', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    for (const text of [...chinese.values(), ...english.values()]) expect(text.trim()).not.toBe('');
  });

  it('use every parameter in both languages', () => {
    for (const [path, text] of chinese) {
      const marks = (from: string) => MARKS.filter((mark) => from.includes(mark));
      expect([path, marks(english.get(path) ?? '')]).toEqual([path, marks(text)]);
    }
  });

  it('are Chinese in Chinese and not in English', () => {
    const han = /\p{Script=Han}/u;
    expect(
      [...english].filter(([path, text]) => han.test(text) && !path.startsWith('/shell/languages')),
    ).toEqual([]);
    const foreign = [...chinese].filter(([, text]) => !han.test(text)).map(([, text]) => text);
    // Names and abbreviations that are the same in both, and what only puts values together.
    expect(foreign.filter((text) => !/^[A-Za-z0-9\p{P}\p{S}\s①②③④]+$/u.test(text))).toEqual([]);
  });

  it('are all named by a page, or by what names settings', () => {
    const sources = globSync('{dashboards,channels,probes,protocol}/**/*.{ts,tsx}', {
      cwd: ROOT,
      exclude: ['**/node_modules', 'dashboards/words/{en,zh-cn}', 'dashboards/dev'],
    });
    const named = new Set(
      sources.flatMap((file) => readFileSync(join(ROOT, file), 'utf8').match(/[A-Za-z]\w*/g) ?? []),
    );
    const names = [...chinese.keys()].map((path) => path.split('/').pop() ?? '');

    // Codes and metrics come from everywhere, and have no capitals within.
    expect(names.filter((name) => /^[a-z]+[A-Z]\w*$/.test(name) && !named.has(name))).toEqual([]);
  });
});

it('there is a word for every metric that a shipped rule watches', () => {
  const unnamed = defaultRules
    .map(({ watch }) => watch.metric)
    .filter((metric) => metricTitle(en, metric) === metric);

  expect(unnamed).toEqual([]);
  expect(metricTitle(en, 'acme.widgets')).toBe('acme.widgets');
});

it.each([
  ['cpu.usage_active', '%'],
  ['disk.used_percent', '%'],
  ['disk.free', 'B'],
  ['mem.available', 'B'],
  ['net.bytes_recv', 'B'],
  ['diskio.io_await', 'ms'],
  ['room.temperature_celsius', '°C'],
  ['agent.clock_skew_seconds', 's'],
  ['system.load1', '1'],
  ['ups.shutdown_margin_minutes', 'min'],
  ['optic.rx_dbm', 'dBm'],
  ['hardware.fan_rpm', 'rpm'],
])('%s is measured in %s', (metric, unit) => {
  expect(unitOf(metric)).toBe(unit);
});

it('chooses the language of the browser', () => {
  expect(preferredLanguage(['zh-TW', 'en'])).toBe('zh-CN');
  expect(preferredLanguage(['de', 'en-GB', 'zh'])).toBe('en');
  expect(preferredLanguage(['fr'])).toBeUndefined();
});

describe('what went wrong', () => {
  const text = (...given: ConstructorParameters<typeof ApiError>) => errorText(en, new ApiError(...given));

  it('is told by its code, or else by its status', () => {
    expect(text(409, 'already_acknowledged', '')).toContain('acknowledged it already');
    expect(text(404, 'http_404', '')).toBe(en.errors.not_found);
    expect(text(0, 'timeout', '')).toBe(en.errors.timeout);
    expect(text(418, 'teapot', '')).toContain('teapot');
    expect(errorText(en, new Error('boom'))).toContain('boom');
  });

  it('says what is wrong with a form and with a password', () => {
    expect(text(400, 'invalid', 'port: too large')).toContain('port: too large');
    const details = { faults: ['too_short', 'too_uniform'] };
    expect(text(400, 'invalid', 'x', { details })).toContain('5 different');
  });
});
