import { describe, expect, it } from 'vitest';
import type { CatalogueSetting } from '#protocol/probe-catalogue.ts';
import { nameOfPlace, placeOf, settingsOfPlace } from './place.ts';

const setting = (name: string): CatalogueSetting => ({
  name,
  form: 'text',
  isNeeded: false,
  meaning: { 'zh-CN': name, en: name },
});
const entry = { hasPort: true, settings: [setting('path'), setting('scheme')] };

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

  it.each([
    ['https://www.example.cn/', '', 'www.example.cn'],
    ['http://a.example:8080/x?y=1', '', 'a.example:8080/x?y=1'],
    ['db.example:5433', 'PostgreSQL', 'db.example:5433 PostgreSQL'],
  ])('%s names what is there', (typed, title, name) => {
    expect(nameOfPlace(placeOf(typed), title)).toBe(name);
  });

  it('brings only settings that the probe has', () => {
    const place = placeOf('http://a.example:8080/x');

    expect(settingsOfPlace(entry, place)).toEqual({ port: 8080, scheme: 'http', path: '/x' });
    expect(settingsOfPlace(entry, placeOf('http://a.example/'))).toEqual({ scheme: 'http' });
    expect(settingsOfPlace({ hasPort: false, settings: [] }, place)).toEqual({});
  });
});
