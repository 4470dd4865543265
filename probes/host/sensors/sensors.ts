import { promises as fs } from 'node:fs';
import { columnOf } from '#probes/metrics.ts';
import type { Probe, ProbeOptions, ProbeType, Reading } from '#probes/probe.ts';
import type { Column } from '#protocol/schema.ts';
import { matchesAny } from '../name-patterns.ts';
import { patience } from '../patience.ts';
import { SensorsConfig } from './config.ts';
import { findSensors, type Sensor } from './find-sensors.ts';
import { fanMetrics, temperatureMetrics } from './metrics.ts';

/** Temperatures and fans where the kernel has them. */
export const sensors: ProbeType<SensorsConfig> = {
  name: 'sensors',
  config: SensorsConfig,
  metrics: [...temperatureMetrics, ...fanMetrics],
  platforms: ['linux'],
  every: { ms: 30_000 },
  timeoutMs: 15_000,
  create: createSensors,
};

/** Drives and cards come and go. */
const LOOK_EVERY_MS = 600_000;

interface Watched {
  sensor: Sensor;
  column: Column;
}

function createSensors(config: SensorsConfig, { sysPath, now }: ProbeOptions): Probe {
  const ask = patience(config.readTimeoutMs);
  let watched: Watched[] = [];
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  return {
    async collect(signal) {
      look(now());
      const skipped: { what: string; why: string }[] = [];
      if (watched.length === 0)
        skipped.push({ what: 'sensors', why: 'the kernel shows no temperature and no fan' });
      const readings: Reading[] = [];
      for (const { sensor, column } of watched) {
        if (signal.aborted) break;
        const answer = await ask(sensor.path, () => fs.readFile(sensor.path, 'latin1'));
        if ('why' in answer) skipped.push({ what: sensor.path, why: answer.why });
        readings.push({ column, value: 'why' in answer ? Number.NaN : readValue(sensor, answer.value) });
      }
      return { readings, skipped };
    },
    async close() {},
  };

  function look(nowMs: number): void {
    if (Math.abs(nowMs - lookedAtMs) < LOOK_EVERY_MS) return;
    lookedAtMs = nowMs;
    const before = new Map(watched.map((one) => [JSON.stringify(one.sensor), one]));
    watched = findSensors(sysPath)
      .filter(({ chip }) => !matchesAny(chip, config.excludeChips))
      .map((sensor) => before.get(JSON.stringify(sensor)) ?? { sensor, column: columnFor(sensor) });
  }
}

function columnFor(sensor: Sensor): Column {
  if (sensor.kind === 'fan')
    return columnOf(fanMetrics[0]!, [`${sensor.chip}-${sensor.device}`, sensor.label || sensor.input]);
  // Telegraf gives inputs without a label the same name; the input tells them apart here.
  const parts = [sensor.chip, sensor.label || sensor.input].filter((part) => part !== '');
  return columnOf(temperatureMetrics[0]!, [parts.join('_'), sensor.device]);
}

function readValue(sensor: Sensor, text: string): number {
  const value = Number.parseInt(text, 10);
  return sensor.kind === 'temperature' ? value / 1000 : value;
}
