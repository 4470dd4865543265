import type { Caller } from '#collector/people/caller.ts';
import type { Sessions } from '#collector/people/sessions.ts';
import { tokenKind } from '#collector/people/tokens.ts';
import type { Walls } from './walls.ts';

/** Who stands behind a token: somebody who is signed in, or a wall. */
export interface Callers {
  caller(token: string): Promise<Caller | undefined>;
}

export function callersOf(sessions: Pick<Sessions, 'caller'>, walls: Pick<Walls, 'caller'>): Callers {
  return {
    caller: async (token) =>
      tokenKind(token) === 'wall' ? walls.caller(token) : await sessions.caller(token),
  };
}
