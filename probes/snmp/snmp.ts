import { deviceVocabulary } from '#protocol/vocabulary/vocabulary.ts';
import type { Probe, ProbeOptions, ProbeType } from '../probe.ts';
import { SnmpConfig } from './config.ts';

/** Everything that a device tells over SNMP, by the profile of its family. */
export const snmp: ProbeType<SnmpConfig> = {
  name: 'snmp',
  title: { 'zh-CN': 'SNMP', en: 'SNMP' },
  config: SnmpConfig,
  metrics: deviceVocabulary.filter(({ name }) => !/^(?:config|systemd_units)\./.test(name)),
  reach: 'out',
  platforms: ['linux', 'win32', 'darwin'],
  every: { ms: 60_000 },
  timeoutMs: 48_000,
  create,
  explain: async (...asked) => (await import('./explain-device.ts')).explainDevice(...asked),
  recognise: async (...asked) => (await import('./explain-device.ts')).recogniseDevice(...asked),
};

/** An agent that watches only its own machine never loads the client and the profiles. */
function create(config: SnmpConfig, options: ProbeOptions): Probe {
  let device: Promise<Probe> | undefined;
  return {
    async collect(signal) {
      device ??= import('./watched-device.ts').then(({ watchedDevice }) => watchedDevice(config, options));
      return (await device).collect(signal);
    },
    async close() {
      await (await device)?.close();
    },
  };
}
