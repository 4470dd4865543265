import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import Fastify from 'fastify';
import { serve } from '#collector/threads/rpc.ts';
import { type AgentServicesOptions, startAgentServices } from './agent-services.ts';
import { ConnectedAgents } from './connected-agents.ts';
import type { AgentIdentity } from './identity.ts';
import { Intake } from './intake.ts';
import type { BatchAnswer, BatchMessage } from './intake-calls.ts';

export const DOOR_KEY = 'the-key-of-the-agent';
const IDENTITY: AgentIdentity = {
  agent: '11111111-1111-4111-8111-111111111111',
  organisation: 'o',
  target: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  targets: ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'],
};

/** A server with every way in, whose intake thread is played by a test. */
export interface TestDoor {
  url: string;
  intake: Intake;
  agents: ConnectedAgents;
  close(): Promise<void>;
}

/** `onBatch` plays the intake thread; it answers when it likes. */
export async function openTestDoor(
  onBatch: (batch: BatchMessage, answer: (answer: BatchAnswer) => void) => void,
  options: Partial<AgentServicesOptions> = {},
): Promise<TestDoor> {
  const batches = new MessageChannel();
  const calls = new MessageChannel();
  serve(calls.port2, { open: () => [], forget: () => {}, openGaps: () => new Map() });
  batches.port2.on('message', (batch: BatchMessage) =>
    onBatch(batch, (answer) => batches.port2.postMessage(answer, [answer.buffer])),
  );
  const agents = new ConnectedAgents({ nowMs: Date.now, onClone() {} });
  const intake = new Intake({
    batches: batches.port1,
    calls: calls.port1,
    nowMs: Date.now,
    onNews() {},
    onTouched() {},
  });
  const app = Fastify();
  const services = startAgentServices({
    intake,
    agents,
    directory: {
      agent: async (key) => (key === DOOR_KEY ? IDENTITY : undefined),
      push: async (key) => (key === DOOR_KEY ? { key: IDENTITY.agent, organisation: 'o' } : undefined),
      targetForHost: async () => IDENTITY.target,
      onChange() {},
    },
    nowMs: Date.now,
    desk: {
      arrived: async () => {},
      claim: async () => ({ type: 'claimed', targets: [], refused: [] }),
      discovered: async () => {},
    },
    onRefused() {},
    seriesPerTarget: 5_000,
    onPushRefused() {},
    ...options,
  });
  services.register(app as never);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const server = app.server as unknown as Server;
  const sockets = services.serve(server);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    intake,
    agents,
    async close() {
      sockets.close();
      services.close();
      for (const port of [batches.port1, calls.port1]) port.close();
      await app.close();
    },
  };
}
