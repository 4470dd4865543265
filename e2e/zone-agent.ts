import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ward } from '#scripts/servers/ward.ts';
import { startWardAgent, type WardAgent, type WardAgentOptions } from '#scripts/servers/ward-agent.ts';

/** A real agent that asks the devices of a zone. */
export interface ZoneAgent {
  readonly process: WardAgent;
  /** Its id, as the collector knows it. */
  readonly id: string;
  /** Every line that it has said. */
  readonly log: string[];
  stop(): Promise<void>;
}

let started = 0;

/** Starts an agent with its zone, and more lines of its file if given. */
export async function startZoneAgent(
  ward: Ward,
  zone: string,
  moreYaml = '',
  { interval = '10s', ...options }: Pick<WardAgentOptions, 'interval' | 'command'> = {},
): Promise<ZoneAgent> {
  // Under the same name it would take the place of another agent of this machine that is away.
  const name = `poller-${++started}`;
  const folder = mkdtempSync(join(tmpdir(), 'ward-zone-agent-'));
  const file = join(folder, 'agent.yaml');
  writeFileSync(file, `name: ${name}\nzone: ${zone}\n${moreYaml}`);
  const log: string[] = [];
  const agent = await startWardAgent(ward, {
    ...options,
    interval,
    args: ['--config', file],
    onLine: (line) => void log.push(line),
  });
  const identity = JSON.parse(readFileSync(join(agent.dataDir, 'identity.json'), 'utf8')) as {
    agent: string;
  };
  return {
    process: agent,
    id: identity.agent,
    log,
    async stop() {
      await agent.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
