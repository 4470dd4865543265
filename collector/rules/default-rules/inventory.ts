import type { RuleDefinition } from './rule-definition.ts';

/** Words in which things describe themselves. */
export const inventoryRules: readonly RuleDefinition[] = [
  {
    id: 'inventory-changed',
    name: { 'zh-CN': '版本或型号变化', en: 'Version or model changed' },
    reason: {
      'zh-CN':
        '厂商、型号、序列号、版本、固件、内核或操作系统与上一次不同。升级属正常，未计划的变化意味着换件、替换或有人改动；前后内容见证据。',
      en: 'Vendor, model, serial number, version, firmware, kernel or operating system is not what it was. An upgrade is fine; what nobody planned means a part was swapped, the machine is another one, or somebody was there. The evidence says from what to what.',
    },
    watch: { metric: 'inventory.changes' },
    condition: { kind: 'changed' },
    severity: 'info',
  },
];
