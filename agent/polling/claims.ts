import { join } from 'node:path';
import * as z from 'zod';
import type { Claim, Claimed } from '#protocol/session.ts';
import type { OwnTarget } from '../config/own-targets.ts';
import { readIfThere, writeWhole } from '../data-folder.ts';
import type { ClaimedTarget, RefusedPoll } from './plan-polls.ts';

/** Name of a target in the agent's own file → the id that the collector gave it. */
const KeptIds = z.record(z.string(), z.string().min(1).max(64));

/**
 * The targets of the agent's own file. They are measured under ids of the collector, so only once it has named them;
 * what it said last is kept, so that they are measured from the first moment of the next start.
 */
export interface Claims {
  /** What to tell the collector after each connection; undefined when there is nothing to claim. */
  claim(): Claim | undefined;
  /** Takes the answer; true when other targets are known now than before. */
  claimed(answer: Claimed): boolean;
  known(): readonly ClaimedTarget[];
  refused(): readonly RefusedPoll[];
  /** The agent belongs to somebody else now. */
  forget(): void;
}

export interface ClaimsOptions {
  folder: string;
  targets: readonly OwnTarget[];
  /** Called when the ids cannot be kept. */
  onTrouble(error: Error): void;
}

export function createClaims({ folder, targets, onTrouble }: ClaimsOptions): Claims {
  const path = join(folder, 'claimed.json');
  let ids = load();
  let notTaken: readonly RefusedPoll[] = [];
  return {
    claim: () =>
      targets.length === 0
        ? undefined
        : { type: 'claim', targets: targets.map(({ name, address, kind }) => ({ name, address, kind })) },
    claimed(answer) {
      const before = JSON.stringify([...ids].sort());
      ids = new Map(answer.targets.map(({ name, id }) => [name, id]));
      notTaken = answer.refused.map(({ name, why }) => ({
        probe: 'claim',
        why: `${name}: ${why}`.slice(0, 500),
      }));
      if (JSON.stringify([...ids].sort()) === before) return false;
      save();
      return true;
    },
    known: () =>
      targets.flatMap((target) => {
        const id = ids.get(target.name);
        return id === undefined ? [] : [{ ...target, id }];
      }),
    refused: () => notTaken,
    forget() {
      ids = new Map();
      save();
    },
  };

  function load(): Map<string, string> {
    try {
      return new Map(Object.entries(KeptIds.parse(JSON.parse(readIfThere(path) ?? '{}'))));
    } catch {
      // They are asked for again with the next connection.
      return new Map();
    }
  }

  function save(): void {
    void writeWhole(path, JSON.stringify(Object.fromEntries(ids))).catch(onTrouble);
  }
}
