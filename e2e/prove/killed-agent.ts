import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '#scripts/run-tool.ts';
import { type ServerProcess, startServer } from '#scripts/servers/server-process.ts';
import type { Ward } from '#scripts/servers/ward.ts';
import type { KillAgentSettings } from './kill-agent.ts';
import { KillRecord } from './kill-record.ts';

/** An agent that is killed and started again on its own folder, and the record of what it said. */
export interface KilledAgent {
  readonly agent: string;
  readonly target: string;
  readonly number: number;
  readonly width: number;
  readonly record: KillRecord;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Lets it send what waits, and ends it; false when it could not in time. */
  finish(): Promise<boolean>;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

/** How an agent is played; the rest of what it is told follows from its enrolment. */
export type KilledAgentOptions = Pick<KillAgentSettings, 'number' | 'width' | 'everyMs' | 'outboxBytes'>;

/** What waits at the end is sent within this time. */
const FINISH_MS = 60_000;

/** Enrols an agent and starts it. */
export async function startKilledAgent(ward: Ward, options: KilledAgentOptions): Promise<KilledAgent> {
  const { agent, target, key } = await ward.enrol(`proof-${options.number}`);
  const folder = mkdtempSync(join(tmpdir(), 'ward-kill-agent-'));
  const settings: KillAgentSettings = { ...options, url: ward.url, key, target, folder };
  const record = new KillRecord();
  let server: ServerProcess | undefined;

  async function start(): Promise<void> {
    server = await startServer({
      program: process.execPath,
      args: [join(projectFolder, 'e2e/prove/kill-agent.ts'), JSON.stringify(settings)],
      readyLine: (line) => /^life (\S+)/.exec(line)?.[1],
      onLine: (line) => record.take(line),
    });
  }

  await start();
  return {
    agent,
    target,
    number: options.number,
    width: options.width,
    record,
    start,
    kill: async () => server?.end('SIGKILL'),
    async finish() {
      const { pid } = server as ServerProcess;
      process.kill(pid, 'SIGTERM');
      const deadline = Date.now() + FINISH_MS;
      while (!record.idle && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
      return record.idle;
    },
    async remove() {
      await server?.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
