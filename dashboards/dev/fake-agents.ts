import type { Answer } from './fake-api.ts';
import type { FakeMachine } from './fake-fleet.ts';

const withdrawn = new Set<string>();

/** Agents and how they are enrolled; undefined for anything else. */
export function answerAboutAgents(
  call: string,
  [id = '']: readonly (string | undefined)[],
  fleet: readonly FakeMachine[],
): Answer | undefined {
  switch (call) {
    case 'GET agents':
      return {
        body: {
          agents: fleet.slice(0, 40).map((machine, at) => agentOf(machine, at)),
          next: null,
        },
      };
    case 'PUT agents':
      return { body: {} };
    case 'DELETE agents':
      withdrawn.add(id);
      return { status: 204 };
    case 'POST enrol-tokens':
      return {
        status: 201,
        body: { token: 'ward_enrol_7Kq2vX9mTzB4wYc8Rj5nLhP3', expiresAtMs: Date.now() + 3_600_000 },
      };
    default:
      return undefined;
  }
}

function agentOf(machine: FakeMachine, at: number) {
  return {
    id: `a-${machine.id}`,
    organisation: machine.organisation,
    target: machine.id,
    name: machine.name,
    hostname: machine.name.slice(0, 20),
    enrolledAtMs: Date.now() - 9e9,
    withdrawnAtMs: withdrawn.has(`a-${machine.id}`) || at === 30 ? Date.now() - 86_400_000 : null,
    connected: at % 17 !== 5,
    version: at === 6 ? '0.0.9' : '0.1.0',
    lastFrameAtMs: at === 23 ? null : Date.now() - (at % 17 === 5 ? 240_000 : 2_000),
    skewMs: at === 4 ? 95_000 : 12,
    missingFrames: at === 1 ? 36 : 0,
    gaps: at === 1 ? [{ epoch: 'e1', from: 81_203, to: 81_238, sinceMs: Date.now() - 4_000_000 }] : [],
    cloned: at === 8,
    zone: at === 0 ? 'default' : at === 2 ? 'dmz' : null,
    allowedZone: at === 0 ? 'default' : null,
    polledTargets: at === 0 ? 6 : 0,
  };
}
