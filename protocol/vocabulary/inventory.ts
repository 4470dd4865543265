import { defineMetrics } from '../define-metrics.ts';

/** What the collector counts of the words in which things describe themselves. */
export const inventoryMetrics = defineMetrics(
  'inventory',
  ['field', 'inventory'],
  [
    [
      'changes',
      'counter',
      '1',
      '自述内容的变化次数：厂商、型号、序列号、版本、固件、内核、操作系统',
      'How often a word of its inventory has changed: vendor, model, serial, version, firmware, kernel, os',
    ],
  ],
);
