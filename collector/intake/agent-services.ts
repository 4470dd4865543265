import type { Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type AgentSocketOptions, serveAgents } from './agent-socket.ts';
import { registerFramesRoute } from './frames-route.ts';
import type { PushIdentity } from './identity.ts';
import { LineIntake } from './line-protocol/line-intake.ts';
import { registerWriteRoutes } from './line-protocol/write-route.ts';
import { OtlpIntake } from './otlp/otlp-intake.ts';
import { registerOtlp } from './otlp/otlp-route.ts';
import { RemoteWriteIntake } from './remote-write/remote-write-intake.ts';
import { registerRemoteWrite } from './remote-write/remote-write-route.ts';
import { type PushCounts, SeriesDesk } from './series-push/series-desk.ts';

/** Sockets of agents at a time; each is one watched machine. */
const MAX_AGENT_SOCKETS = 20_000;
/** The list of agents shows gaps that are this fresh. */
const GAPS_EVERY_MS = 2_000;

/** The doors for what people already send, beside line protocol. */
export type PushDoor = 'remote_write' | 'otlp';

/** Samples of a push key that can never be taken. */
export interface PushRefusal {
  door: PushDoor;
  fault: string;
  count: number;
  example: string;
}

export interface AgentServicesOptions extends Omit<AgentSocketOptions, 'maxConnections'> {
  /** Series that remote write and OTLP may bring for one target, each. */
  seriesPerTarget: number;
  /** Told once an hour for each key and kind of refusal. */
  onPushRefused(sender: PushIdentity, refusal: PushRefusal): void;
}

/** Every way in for samples: the socket of agents, the POST beside it, line protocol, remote write and OTLP. */
export function startAgentServices(options: AgentServicesOptions) {
  const { intake, agents, directory, nowMs } = options;
  const lines = new LineIntake({
    push: (sender, entries, count) => intake.push(sender, entries, count),
    targetForHost: (organisation, host) => directory.targetForHost(organisation, host),
  });
  const desk = (door: PushDoor) =>
    new SeriesDesk({
      probe: door,
      push: (sender, entries, count) => intake.push(sender, entries, count),
      targetForHost: (organisation, host) => directory.targetForHost(organisation, host),
      seriesPerTarget: options.seriesPerTarget,
      onRefused: (sender, fault, count, example) =>
        options.onPushRefused(sender, { door, fault, count, example }),
    });
  const desks: Record<PushDoor, SeriesDesk> = { remote_write: desk('remote_write'), otlp: desk('otlp') };
  const remoteWrite = new RemoteWriteIntake(desks.remote_write);
  const otlp = new OtlpIntake(desks.otlp);
  const push = (key: string) => directory.push(key);
  const gaps = setInterval(() => {
    intake.calls.openGaps().then(
      (open) => agents.setGaps(open),
      () => {},
    );
  }, GAPS_EVERY_MS);

  return {
    register(app: FastifyInstance): void {
      registerFramesRoute(app, options);
      registerWriteRoutes(app, { lines, push, nowMs });
      registerRemoteWrite(app, { remoteWrite, push, nowMs });
      registerOtlp(app, { otlp, push, nowMs });
    },
    serve: (server: Server) => serveAgents(server, { ...options, maxConnections: MAX_AGENT_SOCKETS }),
    /** A target is gone: nothing is pushed to it any more. */
    targetGone(): void {
      lines.targetGone();
      for (const each of Object.values(desks)) each.targetGone();
    },
    /** What the doors for pushes have counted. */
    pushed: (): Readonly<Record<PushDoor, Readonly<PushCounts>>> => ({
      remote_write: desks.remote_write.counts,
      otlp: desks.otlp.counts,
    }),
    close: () => clearInterval(gaps),
  };
}
