import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Assignment } from '#protocol/session.ts';
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
  session = new AgentSession(socket, identity, { agents: { clock: () => ({}) } } as never);
});
afterEach(() => {
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

test('an agent that takes nothing is cut off', async () => {
  agent.pause();
  const closed = once(agent, 'close');
  const text = 'x'.repeat(1024 ** 2);
  for (let count = 0; count < 40 && session.isOpen; count++) session.send({ ...ping, id: text });

  expect(session.isOpen).toBe(false);

  agent.resume();
  await closed;
});
