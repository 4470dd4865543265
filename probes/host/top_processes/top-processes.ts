import { basename, join } from 'node:path';
import type { Probe, ProbeOptions, ProbeType } from '#probes/probe.ts';
import { commandLine } from '../command-line.ts';
import { kernelFile } from '../kernel-file.ts';
import { pageBytes } from '../page-size.ts';
import type { ProcessStat } from '../parse-pid-stat.ts';
import { processTable } from '../process-table.ts';
import { Scanner } from '../scanner.ts';
import { TopProcessesConfig } from './config.ts';
import { maskArguments } from './mask-arguments.ts';
import { highest, type Ranked, rank, TICKS_PER_SECOND, type TicksBefore } from './rank.ts';
import { userFinder } from './user-names.ts';

/** One line of the list, as it stands in the record. */
export interface TopProcess {
  pid: number;
  name: string;
  user: string;
  state: string;
  threads: number;
  /** Share of one processor; 100 % is one core for the whole time. */
  cpuPercent: number;
  /** Memory in use, what is shared with others included. */
  memoryBytes: number;
  startedAtMs: number;
  command: string;
}

/** The data of a `top_processes` record. */
export interface TopProcesses {
  byCpu: TopProcess[];
  byMemory: TopProcess[];
  /** Processes that the lists were chosen from. */
  processes: number;
  /** The shares are those of this time; 0 at the first look, when they are those of each process's life. */
  windowMs: number;
}

const COMMAND_CHARACTERS = 300;
const SCAN_AT_MOST_OLD_MS = 20_000;

/** Which processes use most of the processors and the memory, once a minute as a record. */
export const topProcesses: ProbeType<TopProcessesConfig> = {
  name: 'top_processes',
  config: TopProcessesConfig,
  metrics: [],
  platforms: ['linux'],
  every: { ms: 60_000 },
  timeoutMs: 10_000,
  create: createTopProcesses,
};

function createTopProcesses(config: TopProcessesConfig, { procPath, now }: ProbeOptions): Probe {
  const table = processTable(procPath);
  const uptimeFile = kernelFile(join(procPath, 'uptime'), 64);
  const userOf = userFinder(procPath);
  let before: TicksBefore = new Map();
  let beforeAtMs: number | undefined;

  return {
    async collect() {
      const nowMs = now();
      const { atMs, processes } = table.scan(nowMs, SCAN_AT_MOST_OLD_MS);
      const uptimeSeconds = new Scanner(uptimeFile.read()).number();
      const windowMs = beforeAtMs === undefined ? 0 : Math.max(0, atMs - beforeAtMs);
      const ranked = rank(processes, before, windowMs / 1000, uptimeSeconds);
      before = new Map(processes.map(({ pid, startTicks, cpuTicks }) => [pid, { startTicks, cpuTicks }]));
      beforeAtMs = atMs;

      const describe = describer(nowMs - uptimeSeconds * 1000, pageBytes(procPath));
      const data: TopProcesses = {
        byCpu: highest(ranked, config.count, (one) => one.cpuPercent).map(describe),
        byMemory: highest(ranked, config.count, (one) => one.process.residentPages).map(describe),
        processes: processes.length,
        windowMs,
      };
      return { readings: [], facts: [{ kind: 'top_processes', key: '', data }] };
    },
    async close() {
      uptimeFile.close();
    },
  };

  function describer(startedAtMs: number, bytesOfPage: number): (one: Ranked) => TopProcess {
    return ({ process, cpuPercent }) => ({
      pid: process.pid,
      name: nameOf(process),
      user: userOf(process.pid),
      state: process.state,
      threads: process.threads,
      cpuPercent: Math.round(cpuPercent * 10) / 10,
      memoryBytes: process.residentPages * bytesOfPage,
      startedAtMs: Math.round(startedAtMs + (process.startTicks * 1000) / TICKS_PER_SECOND),
      command: command(process.pid),
    });
  }

  /** Node calls its first thread so, and with it the process: that tells no two of its programs from one another. */
  function nameOf({ pid, name }: ProcessStat): string {
    if (name !== 'MainThread') return name;
    const [program = name] = commandLine(procPath, pid);
    return basename(program);
  }

  function command(pid: number): string {
    const words = commandLine(procPath, pid);
    const shown =
      config.arguments === 'full'
        ? words
        : config.arguments === 'none'
          ? words.slice(0, 1)
          : maskArguments(words);
    return shown.join(' ').slice(0, COMMAND_CHARACTERS);
  }
}
