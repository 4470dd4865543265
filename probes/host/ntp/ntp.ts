import { randomBytes, randomInt } from 'node:crypto';
import { columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Probe, ProbeOptions, ProbeType, Reading } from '#probes/probe.ts';
import type { Column } from '#protocol/schema.ts';
import { dbusClient, SYSTEM_BUS } from '../dbus.ts';
import { chronyRequest, parseChronyReply } from './chrony.ts';
import { NtpConfig } from './config.ts';
import { ntpMetrics } from './metrics.ts';
import { ntpdRequest, parseNtpdReply } from './ntpd.ts';
import { parseSntpReply, sntpRequest } from './sntp.ts';
import type { TimeAnswer } from './time-answer.ts';
import { askTimesyncd } from './timesyncd.ts';
import { udpQuestion } from './udp-question.ts';

const LOCAL = '127.0.0.1';

/** How far this machine's clock is off, asked from the program that sets it and from time servers. */
export const ntp: ProbeType<NtpConfig> = {
  name: 'ntp',
  config: NtpConfig,
  metrics: ntpMetrics,
  platforms: ['linux'],
  every: { ms: 60_000 },
  timeoutMs: 45_000,
  create: (config, options) => createNtp(config, options, SYSTEM_BUS),
};

type Daemon = 'chrony' | 'ntpd' | 'timesyncd';

/** Makes the probe; the path of the bus is another one in tests. */
export function createNtp(config: NtpConfig, { now }: ProbeOptions, busPath: string): Probe {
  const bus = dbusClient(busPath, config.timeoutMs);
  const columns = new Map<string, Column[]>();
  let answering: Daemon | undefined;

  return {
    async collect() {
      const readings: Reading[] = [];
      const skipped: { what: string; why: string }[] = [];
      await addDaemon(readings, skipped);
      for (const server of config.servers) await add(server, () => askServer(server), readings, skipped);
      return { readings, skipped };
    },
    async close() {
      bus.close();
    },
  };

  /** The one that answered last is asked first, the others only when it falls silent. */
  async function addDaemon(readings: Reading[], skipped: { what: string; why: string }[]): Promise<void> {
    const silent: { what: string; why: string }[] = [];
    for (const daemon of candidates()) {
      if (await add(daemon, () => askDaemon(daemon), readings, silent)) {
        answering = daemon;
        return;
      }
    }
    answering = undefined;
    skipped.push(...silent);
  }

  function candidates(): Daemon[] {
    if (config.daemon === 'none') return [];
    if (config.daemon !== 'auto') return [config.daemon];
    const all: Daemon[] = ['chrony', 'ntpd', 'timesyncd'];
    return answering === undefined ? all : [answering, ...all.filter((daemon) => daemon !== answering)];
  }

  async function add(
    source: string,
    ask: () => Promise<TimeAnswer>,
    readings: Reading[],
    skipped: { what: string; why: string }[],
  ): Promise<boolean> {
    try {
      const answer = await ask();
      const synchronized = answer.synchronized ? 1 : 0;
      pushReadings(readings, columnsOfSource(source), [answer.offsetSeconds, answer.stratum, synchronized]);
      return true;
    } catch (error) {
      skipped.push({ what: source, why: (error as Error).message });
      return false;
    }
  }

  async function askDaemon(daemon: Daemon): Promise<TimeAnswer> {
    if (daemon === 'timesyncd') return askTimesyncd(bus);
    const sequence = randomInt(65_536);
    if (daemon === 'chrony')
      return parseChronyReply(
        await udpQuestion(LOCAL, config.chronyPort, chronyRequest(sequence), config.timeoutMs),
        sequence,
      );
    return parseNtpdReply(
      await udpQuestion(LOCAL, config.ntpPort, ntpdRequest(sequence), config.timeoutMs),
      sequence,
    );
  }

  async function askServer(server: string): Promise<TimeAnswer> {
    const cookie = randomBytes(8);
    const sentMs = now();
    const reply = await udpQuestion(server, config.ntpPort, sntpRequest(cookie), config.timeoutMs);
    return parseSntpReply(reply, cookie, sentMs, now());
  }

  function columnsOfSource(source: string): Column[] {
    let found = columns.get(source);
    if (found === undefined) {
      found = columnsOf(ntpMetrics, [source]);
      columns.set(source, found);
    }
    return found;
  }
}
