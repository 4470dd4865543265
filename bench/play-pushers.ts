import { startChild } from './child.ts';
import type { Destination, FromPusher, PushLoad, ToPusher } from './simulated-pushers.ts';

/** The process that plays pushing hosts, from the side of a benchmark. */
export interface Pushers {
  run(load: PushLoad): Promise<{ samples: number; seconds: number }>;
  end(): void;
}

/** Starts a process that plays `hosts` which push to `destination`. */
export async function playPushers(
  destination: Destination,
  hosts: number,
  columns: number,
): Promise<Pushers> {
  const child = startChild<ToPusher, FromPusher>(new URL('simulated-pushers.ts', import.meta.url));
  await child.ask({ type: 'connect', destination, hosts, columns });
  return {
    async run(load) {
      const answer = await child.ask({ type: 'load', load });
      if (answer.type !== 'done') throw new Error(`expected the end of a load, got ${answer.type}`);
      return answer;
    },
    end: child.end,
  };
}
