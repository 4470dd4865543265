import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact, Memory, Probe, ProbeOptions } from '#probes/probe.ts';
import { figures, running } from '../test-tree.ts';
import { LogsConfig } from './config.ts';
import { logs } from './logs.ts';

/** A folder with logs, and the probe that follows them: for tests. */
export interface TestLog {
  folder: string;
  nowMs: number;
  /** What the probe has told by now. */
  facts: Fact[];
  path(name?: string): string;
  append(text: string | Buffer, name?: string): void;
  /** As logrotate does by default. The new file is there at once. */
  rotate(name?: string): void;
  /** As logrotate does with `copytruncate`. */
  copyTruncate(name?: string): void;
  /** Begins with these settings. */
  follow(settings: object, more?: object): void;
  restart(): Promise<void>;
  /** One collection, 10 s after the last one: readings by name and labels. */
  collect(): Promise<Record<string, number>>;
  skipped: readonly { what: string; why: string }[];
  end(): Promise<void>;
}

export function testLog(): TestLog {
  const folder = mkdtempSync(join(tmpdir(), 'ward-logs-'));
  const kept = new Map<string, string>();
  const memory: Memory = {
    // Through JSON, as it goes to disk.
    get: (key) => JSON.parse(kept.get(key) ?? 'null') ?? undefined,
    set: (key, value) => void kept.set(key, JSON.stringify(value)),
  };
  const options: ProbeOptions = {
    procPath: '/proc',
    sysPath: '/sys',
    now: () => log.nowMs,
    remember: () => memory,
  };
  let config: LogsConfig;
  let probe: Probe | undefined;
  const log: TestLog = {
    folder,
    // Behind the clock of the file system, so that whatever the test writes is new.
    nowMs: Date.now() - 3_600_000,
    facts: [],
    skipped: [],
    path: (name = 'app.log') => join(folder, name),
    append: (text, name) => appendFileSync(log.path(name), text),
    rotate(name = 'app.log') {
      shift(name);
      renameSync(log.path(name), log.path(`${name}.1`));
      writeFileSync(log.path(name), '');
    },
    copyTruncate(name = 'app.log') {
      shift(name);
      copyFileSync(log.path(name), log.path(`${name}.1`));
      truncateSync(log.path(name));
    },
    follow(settings, more = {}) {
      void probe?.close();
      config = LogsConfig.parse({
        sources: [{ name: 'app', path: log.path('*.log'), ...settings }],
        ...more,
      });
      probe = logs.create(config, options);
    },
    async restart() {
      await probe?.close();
      probe = logs.create(config, options);
    },
    async collect() {
      log.nowMs += 10_000;
      const measured = await (probe as Probe).collect(running);
      log.facts.push(...(measured.facts ?? []));
      log.skipped = measured.skipped ?? [];
      return figures(measured);
    },
    async end() {
      await probe?.close();
      rmSync(folder, { recursive: true });
    },
  };
  return log;

  function shift(name: string): void {
    for (let number = 20; number > 0; number--)
      if (existsSync(log.path(`${name}.${number}`)))
        renameSync(log.path(`${name}.${number}`), log.path(`${name}.${number + 1}`));
  }
}
