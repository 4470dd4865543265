import { describe, expect, it } from 'vitest';
import catalogue from '#collector/polling/probe-catalogue.json' with { type: 'json' };
import type { CatalogueEntry } from '#protocol/probe-catalogue.ts';
import { en } from '../../../words/en.ts';
import { zhCN } from '../../../words/zh-cn.ts';
import { isMeant } from './fits.ts';

const entries = catalogue as unknown as CatalogueEntry[];
const meant = (typed: string, words = zhCN) =>
  entries.filter((entry) => isMeant(entry, typed, words)).map(({ probe }) => probe);

describe('what is to be watched, as people call it', () => {
  it.each(['交换机', 'UPS', 'ups', '空调', '防火墙', '存储', '路由器'])('%s is asked by SNMP', (typed) => {
    expect(meant(typed)).toContain('snmp');
  });

  it.each([
    ['人大金仓', 'postgres'],
    ['网站', 'http'],
    ['证书', 'certificate'],
    ['温湿度', 'modbus'],
    ['数据库', 'oracle'],
    ['备份', 'remote_files'],
    ['邮件', 'smtp'],
  ])('%s leads to %s', (typed, probe) => {
    expect(meant(typed)).toContain(probe);
  });

  it('is found in English too, and what nobody knows is not', () => {
    expect(meant('switch', en)).toContain('snmp');
    expect(meant('website', en)).toContain('http');
    expect(meant('咖啡机')).toEqual([]);
  });

  it('every other name belongs to a probe that exists', () => {
    const known = new Set(entries.map(({ probe }) => probe));
    for (const words of [zhCN, en]) {
      const named = [...Object.keys(words.devices.callings), ...Object.keys(words.devices.alsoCalled)];
      expect(named.filter((probe) => !known.has(probe))).toEqual([]);
    }
  });
});
