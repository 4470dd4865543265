import { expect, it } from 'vitest';
import { createFormats } from '../../words/format.ts';
import { zhCN } from '../../words/zh-cn.ts';
import { changeLines } from './change-events.ts';

const formats = createFormats('zh-CN', 'Asia/Shanghai');

it('has a word for each field, and leaves the names of things as they are', () => {
  const changes = [
    { path: 'os/kernel', before: '3.10', after: '5.15' },
    { path: 'disks/sdc/bytes', after: 8 * 1024 ** 4 },
  ];
  expect(changeLines(changes, zhCN, formats)).toEqual([
    { what: '操作系统 · 内核', before: '3.10', after: '5.15' },
    { what: '磁盘 · sdc · 容量', before: '无', after: '8.00 TiB' },
  ]);
});
