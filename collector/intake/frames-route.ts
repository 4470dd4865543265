import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { checkMessage, type MessageHeader, WireError } from '#protocol/frame.ts';
import { LIMITS } from '#protocol/limits.ts';
import { PROTOCOL, speaks } from '#protocol/version.ts';
import type { Verdict } from './admission.ts';
import type { ConnectedAgents } from './connected-agents.ts';
import type { AgentIdentity, SenderDirectory } from './identity.ts';
import type { Intake, Line } from './intake.ts';
import { isPassing, retryAfterMs } from './retry.ts';

/** Lines kept open for agents that post; the one unused for longest is closed. */
const MAX_LINES = 10_000;

/** An agent gives a request up before this time, so that what begins to arrive was not made longer ago. */
const REQUEST_LIFE_MS = 60_000;

export interface FramesRouteOptions {
  intake: Intake;
  directory: SenderDirectory;
  agents: ConnectedAgents;
  nowMs(): number;
  onRefused(identity: AgentIdentity, code: string, detail: string): void;
}

/** `POST /api/v1/frames`: the binary messages of the agent socket, for proxies that forbid the upgrade. */
export function registerFramesRoute(app: FastifyInstance, options: FramesRouteOptions): void {
  const lines = new Map<string, Promise<Line>>();
  options.directory.onChange((id) => {
    for (const [key, line] of lines) if (key.startsWith(id)) forget(key, line);
  });

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: LIMITS.messageBytes },
      (_request, body, done) => done(null, body),
    );
    scope.post(
      '/api/v1/frames',
      {
        config: {
          permission: 'sender',
          summary: 'Takes one wire message of an agent; answers when it is durable.',
        },
      },
      (request, reply) => take(request, reply),
    );
  });

  async function take(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const [, key = ''] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const identity = await options.directory.agent(key);
    if (!identity)
      return fail(reply, 401, 'unauthorized', 'this needs the key of an agent that was not withdrawn');
    if (!speaks(Number(request.headers['ward-protocol']))) {
      reply.header('ward-protocol', `${PROTOCOL.oldest}-${PROTOCOL.current}`);
      return fail(
        reply,
        426,
        'unknown_protocol',
        `the header ward-protocol must be ${PROTOCOL.oldest} to ${PROTOCOL.current}`,
      );
    }
    const message = request.body as Buffer | undefined;
    if (!Buffer.isBuffer(message)) return fail(reply, 400, 'truncated', 'the body is empty');
    try {
      const header = checkMessage(message);
      const line = await lineOf(identity, header.epoch);
      const nowMs = options.nowMs();
      const skewMs = skewOf(identity, header, nowMs - reply.elapsedTime);
      const verdict = await options.intake.message(line, message, header, nowMs, skewMs);
      return acknowledge(reply, header.epoch, verdict, identity);
    } catch (error) {
      return refuse(reply, error);
    }
  }

  /** A body may take its time to arrive; its message was made when the request began. */
  function skewOf(identity: AgentIdentity, { sentMs }: MessageHeader, begunMs: number): number {
    const clock = options.agents.clock(identity.agent);
    options.agents.heard(identity, options.nowMs());
    clock.answered(0, begunMs);
    return clock.heard(sentMs, begunMs, begunMs - REQUEST_LIFE_MS);
  }

  function acknowledge(
    reply: FastifyReply,
    epoch: string,
    verdict: Verdict,
    identity: AgentIdentity,
  ): unknown {
    for (const { code, detail } of verdict.refused) options.onRefused(identity, code, detail);
    reply.header('content-type', 'application/json');
    // Already text: there is nothing for a serializer to check.
    return reply.send(JSON.stringify({ type: 'acknowledged', epoch, ...verdict, retryAfterMs: 0 }));
  }

  function refuse(reply: FastifyReply, error: unknown): unknown {
    if (error instanceof WireError)
      return fail(reply, 400, error.fault, `${error.message} (byte ${error.offset})`);
    if (isPassing(error)) return later(reply, retryAfterMs(error), error.message);
    throw error;
  }

  /** The line of one life of an outbox, opened at its first message. */
  function lineOf({ agent, ...identity }: AgentIdentity, epoch: string): Promise<Line> {
    const key = `${agent} ${epoch}`;
    const known = lines.get(key);
    if (known) {
      lines.delete(key);
      lines.set(key, known);
      return known;
    }
    const opened = options.intake.openAgent({ agent, ...identity }, epoch);
    lines.set(key, opened);
    opened.catch(() => lines.delete(key));
    const [oldest] = lines;
    if (lines.size > MAX_LINES) forget(...oldest);
    return opened;
  }

  function forget(key: string, line: Promise<Line>): void {
    lines.delete(key);
    line.then(
      (opened) => options.intake.close(opened),
      () => {},
    );
  }
}

function fail(reply: FastifyReply, status: number, code: string, message: string): unknown {
  return reply.code(status).send({ code, message, details: {} });
}

function later(reply: FastifyReply, afterMs: number, message: string): unknown {
  reply.header('retry-after', String(afterMs / 1000));
  return fail(reply, 503, 'unavailable', `nothing was taken: ${message}`);
}
