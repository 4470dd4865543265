import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { type Assignment, ToAgent } from '#protocol/session.ts';
import { AgentSession } from './agent-session.ts';

let server: WebSocketServer;
let agent: WebSocket;
let session: AgentSession;
let heard: string[];

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  const taken = once(server, 'connection');
  agent = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  heard = [];
  agent.on('message', (data) => heard.push(JSON.parse(String(data)).type));
  await once(agent, 'open');
  const [socket] = await taken;
  const identity = { agent: 'a', organisation: 'default', target: 't', targets: ['t'] };
  session = new AgentSession(socket, identity, { agents: { clock: () => ({}) }, nowMs: Date.now } as never);
});
afterEach(() => {
  vi.restoreAllMocks();
  agent.terminate();
  server.close();
});

const ping = { type: 'discover_stop', id: 'x'.repeat(64) } as const;

/** Larger than what the system takes from a sender whose peer does not read. */
function large(): Assignment {
  const target = { id: 't1', name: 'core', address: '10.1.0.1', polls: [] };
  const settings = { note: 'x'.repeat(24 * 1024 ** 2) };
  return { type: 'assignment', revision: 1, probes: {}, targets: [{ ...target, polls: [poll(settings)] }] };
}

function poll(settings: Record<string, string>) {
  return { probe: 'snmp', everyMs: 60_000, settings };
}

test('an assignment of many targets on a slow line is no reason to cut it', async () => {
  agent.pause();
  session.send(large());
  session.send(ping);
  session.send(ping);

  agent.resume();

  await expect.poll(() => heard).toEqual(['assignment', 'discover_stop', 'discover_stop']);
});

test('assignments of 10,000 targets, one behind the other, arrive whole on a slow line', async () => {
  const sealed = 'x'.repeat(400);
  const targets = Array.from({ length: 10_000 }, (_, index) => ({
    id: `target-${index}`,
    name: `switch-${index}`,
    address: `10.${index >> 8}.${index & 255}.1`,
    polls: [{ ...poll({ profile: 'auto' }), sealed }],
  }));
  const assignment = (revision: number): Assignment => ({
    type: 'assignment',
    revision,
    probes: {},
    targets,
  });
  const parsed: number[] = [];
  agent.on('message', (data) => {
    const message = ToAgent.parse(JSON.parse(String(data)));
    if (message.type === 'assignment') parsed.push(message.revision, message.targets?.length ?? 0);
  });
  agent.pause();
  for (const revision of [1, 2, 3]) session.send(assignment(revision));
  session.send(ping);

  agent.resume();

  await expect.poll(() => parsed, { timeout: 10_000 }).toEqual([1, 10_000, 2, 10_000, 3, 10_000]);
  await expect.poll(() => heard.at(-1)).toBe('discover_stop');
});

test('an agent that takes nothing is cut off', async () => {
  agent.pause();
  const closed = once(agent, 'close');
  const text = 'x'.repeat(1024 ** 2);
  for (let count = 0; count < 40 && session.isOpen; count++) session.send({ ...ping, id: text });

  expect(session.isOpen).toBe(false);

  agent.resume();
  await closed;
});

test('a claim that nobody can answer now is answered later, and not refused meanwhile', async () => {
  const taken = once(server, 'connection');
  const claiming = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const answers: unknown[] = [];
  claiming.on('message', (data) => answers.push(JSON.parse(String(data))));
  await once(claiming, 'open');
  const [socket] = await taken;
  const claimed = { type: 'claimed', targets: [{ name: 'UPS 1', id: 't1' }], refused: [] };
  let asked = 0;
  new AgentSession(socket, session.identity, {
    agents: { clock: () => ({ answered() {} }), join: async () => true, leave() {} },
    intake: { openAgent: async () => ({ have: [] }), close() {} },
    desk: { arrived: async () => {}, claim: async () => (++asked === 1 ? undefined : claimed) },
    isCurrent: async () => true,
    nowMs: Date.now,
    claimAgainMs: 20,
  } as never);
  const hello = {
    type: 'hello',
    protocol: 1,
    version: '1',
    epoch: '0011223344556677',
    run: 'r',
    machine: 'm',
  };
  claiming.send(JSON.stringify({ ...hello, hostname: 'h', assignment: 0 }));
  await expect.poll(() => answers).toMatchObject([{ type: 'welcome' }]);

  const target = { name: 'UPS 1', address: '10.1.0.9', kind: 'ups' };
  claiming.send(JSON.stringify({ type: 'claim', targets: [target] }));

  await expect.poll(() => answers).toMatchObject([{ type: 'welcome' }, claimed]);
  expect(asked).toBe(2);
  claiming.terminate();
});

test('who was asked a moment ago is not taken for gone by the next round of asking', async () => {
  agent.pause();
  session.ping();
  session.ping();

  expect(session.isOpen).toBe(true);
});

test('who has not answered for long is gone', async () => {
  agent.pause();
  session.ping();
  const laterMs = performance.now() + 15_000;
  vi.spyOn(performance, 'now').mockReturnValue(laterMs);
  session.ping();

  expect(session.isOpen).toBe(false);
});
