import { startChild } from './child.ts';
import type { FromPlayer, Load, PlayedAgent, ToPlayer } from './simulated-agents.ts';

/** The process that plays agents, from the side of a benchmark. */
export interface Players {
  pid: number;
  run(load: Load): Promise<{ frames: number; seconds: number }>;
  end(): void;
}

/** Starts a process that plays `agents` and connects them all; `likeHosts`: they send what the pages show of hosts. */
export async function playAgents(
  url: string,
  agents: PlayedAgent[],
  columns: number,
  likeHosts = false,
): Promise<Players> {
  const child = startChild<ToPlayer, FromPlayer>(new URL('simulated-agents.ts', import.meta.url));
  await child.ask({ type: 'connect', url, agents, columns, likeHosts });
  return {
    pid: child.pid,
    async run(load) {
      const answer = await child.ask({ type: 'load', load });
      if (answer.type !== 'done') throw new Error(`expected the end of a load, got ${answer.type}`);
      return answer;
    },
    end: child.end,
  };
}
