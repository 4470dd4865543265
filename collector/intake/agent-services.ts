import type { Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type AgentSocketOptions, serveAgents } from './agent-socket.ts';
import { registerFramesRoute } from './frames-route.ts';
import { LineIntake } from './line-protocol/line-intake.ts';
import { registerWriteRoutes } from './line-protocol/write-route.ts';

/** Sockets of agents at a time; each is one watched machine. */
const MAX_AGENT_SOCKETS = 20_000;
/** The list of agents shows gaps that are this fresh. */
const GAPS_EVERY_MS = 2_000;

export type AgentServicesOptions = Omit<AgentSocketOptions, 'maxConnections'>;

/** Every way in for samples: the socket of agents, the POST beside it, and line protocol. */
export function startAgentServices(options: AgentServicesOptions) {
  const { intake, agents, directory, nowMs } = options;
  const lines = new LineIntake({
    push: (sender, entries, count) => intake.push(sender, entries, count),
    targetForHost: (organisation, host) => directory.targetForHost(organisation, host),
  });
  const gaps = setInterval(() => {
    intake.calls.openGaps().then(
      (open) => agents.setGaps(open),
      () => {},
    );
  }, GAPS_EVERY_MS);

  return {
    register(app: FastifyInstance): void {
      registerFramesRoute(app, options);
      registerWriteRoutes(app, { lines, push: (key) => directory.push(key), nowMs });
    },
    serve: (server: Server) => serveAgents(server, { ...options, maxConnections: MAX_AGENT_SOCKETS }),
    /** A target is gone: nothing is pushed to it any more. */
    targetGone: () => lines.targetGone(),
    close: () => clearInterval(gaps),
  };
}
