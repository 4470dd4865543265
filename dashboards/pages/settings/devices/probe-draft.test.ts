import { describe, expect, it } from 'vitest';
import type { CatalogueSetting } from '#protocol/probe-catalogue.ts';
import {
  draftOfSettings,
  placeholderOf,
  placeOf,
  probeFaults,
  probeSettings,
  settingsOfPlace,
  shownValue,
} from './probe-draft.ts';

const setting = (
  name: string,
  form: CatalogueSetting['form'],
  more: Partial<CatalogueSetting> = {},
): CatalogueSetting => ({
  name,
  form,
  isNeeded: false,
  meaning: { 'zh-CN': name, en: name },
  ...more,
});

const entry = {
  hasPort: true,
  settings: [
    setting('path', 'text'),
    setting('scheme', 'choice', { choices: ['https', 'http'], default: 'https' }),
    setting('retries', 'number', { min: 0, max: 5 }),
    setting('redirects', 'switch', { default: true }),
    setting('status', 'list', { default: [200, 201], ofNumbers: true }),
    setting('contains', 'list', { default: ['a', 'b'] }),
    setting('steps', 'structure'),
    setting('database', 'text', { isNeeded: true }),
  ],
};

describe('what somebody typed into the form of a probe', () => {
  it('becomes settings of the right type; what is empty stays the default of the probe', () => {
    const draft = {
      path: ' /a ',
      scheme: 'http',
      retries: '3',
      redirects: false,
      status: '200, 204，301',
      contains: ' Dear sir, \n\n 2026 ',
      steps: '[1]',
      database: ' ',
    };

    expect(probeSettings(entry, draft, JSON.parse)).toEqual({
      path: '/a',
      scheme: 'http',
      retries: 3,
      redirects: false,
      status: [200, 204, 301],
      contains: ['Dear sir,', '2026'],
      steps: [1],
    });
  });

  it('says what is missing or makes no sense', () => {
    expect(probeFaults(entry, { retries: '9', status: '200 x', steps: '{' }, JSON.parse)).toEqual({
      retries: 'number',
      status: 'number',
      steps: 'structure',
      database: 'required',
    });
    expect(probeFaults(entry, { retries: 'x', database: 'd' }, JSON.parse)).toEqual({ retries: 'number' });
  });

  it('shows defaults without making them settings', () => {
    expect(shownValue(entry.settings[1]!, {})).toBe('https');
    expect(shownValue(entry.settings[3]!, {})).toBe(true);
    expect(placeholderOf(entry.settings[4]!)).toBe('200, 201');
    expect(placeholderOf(entry.settings[5]!)).toBe('a\nb');
    expect(placeholderOf(setting('json', 'structure', { default: {}, example: 'id: 1' }))).toBe('id: 1');
    expect(probeSettings(entry, {}, JSON.parse)).toEqual({});
  });
});

it('settings in force come back as they were', () => {
  const inForce = {
    path: '/a',
    retries: 3,
    redirects: false,
    status: [200, 204],
    contains: ['a, b', 'c'],
    steps: [{ path: '/b' }],
  };
  const draft = draftOfSettings(entry, { ...inForce, port: 8080 }, (value) => `${JSON.stringify(value)}\n`);

  expect(draft.status).toBe('200, 204');
  expect(probeSettings(entry, draft, JSON.parse)).toEqual(inForce);
});

describe('where something is', () => {
  it.each([
    ['10.1.0.1', { host: '10.1.0.1' }],
    ['db.example:5433', { host: 'db.example', port: 5433 }],
    ['fd00::1', { host: 'fd00::1' }],
    ['[fd00::1]:5433', { host: 'fd00::1', port: 5433 }],
    ['[fd00::1]', { host: 'fd00::1' }],
    ['https://www.example.cn', { host: 'www.example.cn', scheme: 'https', path: '/' }],
    ['http://a.example:8080/x?y=1', { host: 'a.example', port: 8080, scheme: 'http', path: '/x?y=1' }],
    ['www.example.cn/a?b', { host: 'www.example.cn', path: '/a?b' }],
    ['https://[fd00::1]/', { host: 'fd00::1', scheme: 'https', path: '/' }],
  ])('%s', (typed, place) => {
    expect(placeOf(typed)).toEqual(place);
  });

  it('brings only settings that the probe has', () => {
    const place = placeOf('http://a.example:8080/x');

    expect(settingsOfPlace(entry, place)).toEqual({ port: 8080, scheme: 'http', path: '/x' });
    expect(settingsOfPlace(entry, placeOf('http://a.example/'))).toEqual({ scheme: 'http' });
    expect(settingsOfPlace({ hasPort: false, settings: [] }, place)).toEqual({});
  });
});
