import { describe, expect, it } from 'vitest';
import type { CatalogueSetting } from '#protocol/probe-catalogue.ts';
import { draftOfSettings, placeholderOf, settingFaults, settingValues, shownValue } from './setting-draft.ts';

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

const settings = [
  setting('path', 'text'),
  setting('scheme', 'choice', { choices: ['https', 'http'], default: 'https' }),
  setting('retries', 'number', { min: 0, max: 5 }),
  setting('redirects', 'switch', { default: true }),
  setting('status', 'list', { default: [200, 201], ofNumbers: true }),
  setting('contains', 'list', { default: ['a', 'b'] }),
  setting('steps', 'structure'),
  setting('database', 'text', { isNeeded: true }),
];

describe('what somebody typed into a generated form', () => {
  it('becomes settings of the right type; what is empty stays the default', () => {
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

    expect(settingValues(settings, draft, JSON.parse)).toEqual({
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
    expect(settingFaults(settings, { retries: '9', status: '200 x', steps: '{' }, JSON.parse)).toEqual({
      retries: 'number',
      status: 'number',
      steps: 'structure',
      database: 'required',
    });
    expect(settingFaults(settings, { retries: 'x', database: 'd' }, JSON.parse)).toEqual({
      retries: 'number',
    });
  });

  it('shows defaults without making them settings', () => {
    expect(shownValue(settings[1]!, {})).toBe('https');
    expect(shownValue(settings[3]!, {})).toBe(true);
    expect(placeholderOf(settings[4]!)).toBe('200, 201');
    expect(placeholderOf(settings[5]!)).toBe('a\nb');
    expect(placeholderOf(setting('json', 'structure', { default: {}, example: 'id: 1' }))).toBe('id: 1');
    expect(settingValues(settings, {}, JSON.parse)).toEqual({});
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
  const draft = draftOfSettings(
    settings,
    { ...inForce, port: 8080 },
    (value) => `${JSON.stringify(value)}\n`,
  );

  expect(draft.status).toBe('200, 204');
  expect(settingValues(settings, draft, JSON.parse)).toEqual(inForce);
});
