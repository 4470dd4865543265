import { describe, expect, it } from 'vitest';
import { findBest } from './match.ts';
import { indexOfInitials, initialsOf } from './pinyin.ts';

describe('the initials of a text', () => {
  it('are those of the sounds of its characters, and everything else as it is', () => {
    const sounds = (text: string, typed: string) => indexOfInitials(initialsOf(text), typed);
    expect(sounds('核心交换机 S12700E', 'hxjhj s127')).toBe(0);
    expect(sounds('上海疾控数据库', 'shjksjk')).toBe(0);
    expect(sounds('机房温湿度', 'wsd')).toBe(2);
    expect(sounds('安全审计员', 'aqsjy')).toBe(0);
    expect(sounds('Ward', 'ward')).toBe(0);
    expect(sounds('上海', 'hs')).toBe(-1);
  });

  it('are several where a character has several sounds', () => {
    const sounds = (text: string, typed: string) => indexOfInitials(initialsOf(text), typed);
    expect(sounds('精密空调', 'jmkt')).toBe(0);
    expect(sounds('调度', 'dd')).toBe(0);
    expect(sounds('重庆', 'cq')).toBe(0);
    expect(sounds('重启', 'zq')).toBe(0);
  });
});

describe('looking for something', () => {
  const entry = (...texts: string[]) => ({ texts });
  const titles = (query: string, entries: { texts: string[] }[]) =>
    findBest(entries, query, 10).map(({ texts }) => texts[0]);

  it('finds by the whole name before its beginning, a word in it, and a part of it', () => {
    const all = [entry('subdb-11'), entry('my db-1'), entry('db-12'), entry('db-1')];
    expect(titles('db-1', all)).toEqual(['db-1', 'db-12', 'my db-1', 'subdb-11']);
  });

  it('finds by the address and by initials, the title first', () => {
    const all = [entry('web-1', '10.1.0.7'), entry('核心交换机'), entry('存储', '核心机房')];
    expect(titles('10.1.0.7', all)).toEqual(['web-1']);
    expect(titles('hx', all)).toEqual(['核心交换机', '存储']);
    expect(titles('核心', all)).toEqual(['核心交换机', '存储']);
  });

  it('wants every word', () => {
    const all = [entry('db-1', 'Beijing'), entry('db-1', 'Shanghai')];
    expect(findBest(all, 'shang db', 10)).toEqual([all[1]]);
  });

  it('finds nothing for nothing, and no more than it may', () => {
    const all = Array.from({ length: 50 }, (_, at) => entry(`db-${at}`));
    expect(findBest(all, '  ', 10)).toEqual([]);
    expect(findBest(all, 'db', 10)).toHaveLength(10);
  });
});
