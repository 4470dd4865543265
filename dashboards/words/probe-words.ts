import type { Language } from './language.ts';

const same = (name: string): Record<Language, string> => ({ 'zh-CN': name, en: name });

/** What people call the ways of asking; a test holds them to the titles of the probes themselves. */
export const PROBE_WORDS: Readonly<Record<string, Record<Language, string>>> = {
  snmp: same('SNMP'),
  ssh: same('SSH'),
  modbus: same('Modbus TCP'),
  tcp: { 'zh-CN': 'TCP 端口', en: 'TCP port' },
};
