import { randomUUID } from 'node:crypto';
import type { AgentLines } from '#collector/intake/polling-desk.ts';
import { createOpener, makeSealingKey } from '#protocol/sealing.ts';
import type { Assignment, Check, Checked, Hello, ToAgent } from '#protocol/session.ts';
import type { Polling } from './polling.ts';

/** Agents as the collector sees them through their sockets, played by a test. */
export interface TestLines extends AgentLines {
  /** Says hello for an agent, from the zone, with a key of its own. */
  arrive(polling: Polling, agent: string, zone: string | undefined, hello?: Partial<Hello>): Promise<void>;
  leave(polling: Polling, agent: string): void;
  /** Everything that an agent was told, in order. */
  told(agent: string): ToAgent[];
  /** The assignment that it was told last. */
  assignment(agent: string): Assignment | undefined;
  /** Opens what was sealed for the agent. */
  open(agent: string, sealed: string, subject: string): Record<string, unknown>;
  /** How every agent answers checks; undefined: it says nothing. */
  answer(check: Check): Partial<Checked> | undefined;
}

export function testLines(): TestLines {
  const keys = new Map<string, ReturnType<typeof makeSealingKey>>();
  const connected = new Set<string>();
  const said = new Map<string, ToAgent[]>();

  const lines: TestLines = {
    isConnected: (agent) => connected.has(agent),
    say(agent, message) {
      if (connected.has(agent)) lines.told(agent).push(message);
      return connected.has(agent);
    },
    async check(agent, probe, timeoutMs, remote) {
      if (!connected.has(agent)) return undefined;
      const id = randomUUID();
      const check: Check = { type: 'check', id, probe, timeoutMs, ...(remote && { remote: remote(id) }) };
      lines.told(agent).push(check);
      const answer = lines.answer(check);
      return answer && { type: 'checked', id, ok: true, durationMs: 3, error: '', readings: [], ...answer };
    },
    answer: () => ({}),

    async arrive(polling, agent, zone, hello = {}) {
      connected.add(agent);
      const key = keys.get(agent) ?? makeSealingKey();
      keys.set(agent, key);
      await polling.desk.arrived(
        { agent, organisation: '', target: '', targets: [] },
        {
          type: 'hello',
          protocol: 1,
          version: '1',
          epoch: '0011223344556677',
          run: 'r',
          machine: 'm',
          hostname: 'h',
          assignment: lines.assignment(agent)?.revision ?? 0,
          ...(zone !== undefined && { zone, sealingKey: key.publicKey }),
          ...hello,
        },
      );
    },
    leave(polling, agent) {
      connected.delete(agent);
      polling.left(agent);
    },
    told(agent) {
      const known = said.get(agent) ?? [];
      said.set(agent, known);
      return known;
    },
    assignment: (agent) =>
      lines.told(agent).findLast((message): message is Assignment => message.type === 'assignment'),
    open(agent, sealed, subject) {
      const key = keys.get(agent);
      if (!key) throw new Error(`${agent} has never arrived`);
      return JSON.parse(createOpener(key)(sealed, subject));
    },
  };
  return lines;
}
