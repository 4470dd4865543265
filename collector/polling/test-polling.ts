import { ANY_ZONE } from '#collector/inventory/agents.ts';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { DEFAULT_ORGANISATION } from '#collector/people/organisations.ts';
import { sealWith } from '#collector/people/seal.ts';
import { openRegistry } from '#collector/registry.ts';
import type { OpenedCredential } from './credential-fields.ts';
import { openPolling, type Polling } from './polling.ts';
import type { PollFields } from './polls.ts';
import { type TestLines, testLines } from './test-lines.ts';

export const ACTOR = { who: 'admin', address: '127.0.0.1' };

/** Polling over a real ledger with agents played by the test. */
export interface TestPolling {
  registry: Awaited<ReturnType<typeof openRegistry>>;
  polling: Polling;
  lines: TestLines;
  ledger: TemporaryLedger;
  faults: string[];
  /** Enrols an agent; its id. */
  agent(name: string): Promise<string>;
  credential(fields?: OpenedCredential): Promise<string>;
  /** A target that is asked by snmp every minute unless told otherwise; its id. */
  target(name: string, zone: string, poll?: Partial<PollFields>, address?: string): Promise<string>;
  /** Resolves with what `find` finds; tried again and again. */
  until<Wanted>(find: () => Wanted | undefined): Promise<Wanted>;
  close(): Promise<void>;
}

export async function testPolling(
  options: { absentMs?: number; nowMs?: () => number } = {},
): Promise<TestPolling> {
  const ledger = await temporaryLedger();
  const seal = sealWith(Buffer.alloc(32, 7));
  const registry = await openRegistry({
    sql: ledger.sql,
    seal,
    nowMs: Date.now,
    isConnected: () => false,
    passwordCost: { memoryKiB: 64, passes: 1, parallelism: 1 },
  });
  await registry.organisations.ensureDefault('default');
  const lines = testLines();
  const faults: string[] = [];
  const polling = await openPolling({
    registry,
    lines,
    targetsPerOrganisation: 1_000,
    nowMs: Date.now,
    onFault: (what, error) => faults.push(`${what}: ${error.message}`),
    gatherMs: 5,
    ...options,
  });
  let count = 0;

  return {
    registry,
    polling,
    lines,
    ledger,
    faults,
    async agent(name) {
      const wanted = { organisation: DEFAULT_ORGANISATION, comment: '', lifetimeMs: 60_000, zone: ANY_ZONE };
      const { token } = await registry.enrolment.makeToken(ACTOR, wanted);
      const enrolled = await registry.enrolment.enrol({ token, hostname: name, machine: name }, '');
      if (typeof enrolled === 'string') throw new Error(enrolled);
      return enrolled.agent;
    },
    async credential(fields = { version: '2c', community: 'hush-hush' }) {
      const made = await registry.credentials.create(ACTOR, {
        organisation: DEFAULT_ORGANISATION,
        name: `credential ${++count}`,
        kind: 'snmp',
        fields,
      });
      if (typeof made === 'string') throw new Error(made);
      return made.id;
    },
    async target(name, zone, poll = {}, address = '10.1.0.7') {
      const target = await registry.sql.transaction(async () => {
        const made = await registry.targets.insert({
          organisation: DEFAULT_ORGANISATION,
          kind: 'switch',
          name,
          host: name,
          zone,
          address,
        });
        const fields = { credential: null, settings: {}, everyMs: 60_000, enabled: true, ...poll };
        await registry.polls.put(ACTOR, made, 'snmp', fields);
        return made;
      });
      registry.targets.learn(target);
      return target.id;
    },
    async until(find) {
      for (;;) {
        const found = find();
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async close() {
      await polling.close();
      await ledger.remove();
    },
  };
}
