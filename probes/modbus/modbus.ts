import type { Explanation } from '#protocol/explanation.ts';
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';
import type { Probe, ProbeOptions, ProbeType } from '../probe.ts';
import { ProbeError } from '../probe-error.ts';
import type { DeviceEngine, Trace } from '../profile/engine/device-engine.ts';
import type { ResolvedProfile } from '../profile/profile-set.ts';
import { ModbusConfig } from './config.ts';
import type { ModbusSession } from './modbus-session.ts';
import type { ModbusSource, RefusedRequests } from './section-source.ts';

const EVERY_MS = 60_000;
const TIMEOUT_MS = 60_000;
const NOTHING = 'gave no answer in the time there is for one collection';
/** What nearly every device gives at once; the standard allows 125. */
const REGISTERS_PER_REQUEST = 60;

/** Air conditioners, UPS and sensors that speak Modbus TCP, by a profile that says what their registers mean. */
export const modbus: ProbeType<ModbusConfig> = {
  name: 'modbus',
  title: { 'zh-CN': 'Modbus TCP', en: 'Modbus TCP' },
  config: ModbusConfig,
  metrics: vocabulary.filter(({ name }) => /^(?:cooling|cpu|device|hardware|mem|room|ups)\./.test(name)),
  reach: 'out',
  platforms: ['linux', 'win32', 'darwin'],
  every: { ms: EVERY_MS },
  timeoutMs: TIMEOUT_MS,
  create: (config, options) => createModbus(config, options).probe,
  explain: (config, options, signal) => createModbus(config, options).explain(signal),
};

interface Device {
  engine: DeviceEngine;
  profile: ResolvedProfile;
}

function createModbus(config: ModbusConfig, options: ProbeOptions) {
  let device: Device | undefined;
  let session: ModbusSession | undefined;
  const refused: RefusedRequests = new Set();

  const probe: Probe = {
    async collect(signal) {
      const { engine, profile } = await openedDevice();
      let source: ModbusSource | undefined;
      try {
        source = await openSource(profile, signal);
        const read = await engine.read(source, options.now(), signal);
        if (source.figures.values === 0) throw source.trouble ?? hasNothing(profile);
        if (source.trouble) hangUp();
        return read;
      } catch (error) {
        hangUp();
        // A gateway takes the connection also for a device that is not there.
        if (signal.aborted && !source?.figures.values)
          throw new ProbeError('silent', NOTHING, { cause: error });
        throw error;
      }
    },
    async close() {
      hangUp();
    },
  };
  return { probe, explain };

  async function explain(signal: AbortSignal): Promise<Explanation> {
    const { engine, profile } = await openedDevice();
    const trace: Trace = { ignored: [], timings: [] };
    try {
      const source = await openSource(profile, signal);
      const { readings } = await engine.read(source, options.now(), signal, trace);
      if (source.figures.values === 0) throw source.trouble ?? hasNothing(profile);
      return {
        recognised: {
          profile: profile.profile,
          kind: profile.kind,
          vendor: profile.vendor,
          model: '',
          name: '',
          why: 'the settings name this profile',
        },
        readings: readings.map(({ column, value }) => ({
          metric: column.metric,
          labels: column.labels,
          value: Number.isFinite(value) ? value : null,
          unit: column.unit,
          word: wordOf(profile, column.metric, value),
          limits: column.limits,
        })),
        ignored: trace.ignored.slice(0, 2_000),
        timings: trace.timings.slice(0, 200),
      };
    } finally {
      hangUp();
    }
  }

  async function openedDevice(): Promise<Device> {
    device ??= await openDevice(config, options);
    return device;
  }

  /** One connection is kept between collections: gateways take few, and some forget slowly. */
  async function openSource({ manners }: ResolvedProfile, signal: AbortSignal) {
    const { openModbus } = await import('./modbus-session.ts');
    const { modbusSource } = await import('./section-source.ts');
    const { address, port, unit, timeout: timeoutMs } = config;
    session ??= await openModbus({ address, port, unit, timeoutMs, pauseMs: manners.pause ?? 0 }, signal);
    const registersPerRequest = manners.registers_per_request ?? REGISTERS_PER_REQUEST;
    return modbusSource(session, { registersPerRequest, refused });
  }

  function hangUp(): void {
    session?.close();
    session = undefined;
  }
}

function hasNothing({ profile }: ResolvedProfile): ProbeError {
  const message = `the device answers and has none of the registers of the profile ${profile}: look at unit and profile`;
  return new ProbeError('unsupported', message);
}

async function openDevice(config: ModbusConfig, options: ProbeOptions): Promise<Device> {
  const { profilesOf } = await import('../profile/profiles.ts');
  const { deviceEngine } = await import('../profile/engine/device-engine.ts');
  const { nothingLearned } = await import('../profile/engine/raw.ts');
  const all = profilesOf(options.profiles);
  const profile = all.get(config.profile);
  if (profile?.protocol !== 'modbus') {
    const names = [...all.values()]
      .filter(({ protocol }) => protocol === 'modbus')
      .map((each) => each.profile);
    const found = profile ? 'it is for another protocol' : 'there is none of this name';
    throw new ProbeError(
      'misconfigured',
      `profile ${config.profile}: ${found}; allowed is one of ${names.sort().join(', ')}`,
    );
  }
  const engine = deviceEngine({
    profile,
    learned: nothingLearned(),
    object: '',
    isWanted: () => true,
    shutdownMinutes: config.shutdown_minutes,
  });
  return { engine, profile };
}

function wordOf({ definitions }: ResolvedProfile, metric: string, value: number): string {
  const states = Object.entries(definitions.get(metric)?.states ?? {});
  return states.find(([, { code }]) => code === value)?.[0] ?? '';
}
