import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PushIdentity } from '../identity.ts';
import { plainBody, pushKeyOf, takeAnyBody } from '../push-request.ts';
import { isPassing, retryAfterMs } from '../retry.ts';
import { type LineIntake, type LineResult, LinesNotTakenError, type RefusedLine } from './line-intake.ts';
import { PRECISIONS } from './parse-line.ts';

const FAULTS: Record<RefusedLine['fault'], string> = {
  missing_measurement: 'missing measurement',
  missing_fields: 'missing fields',
  bad_tag: 'bad tag',
  bad_tags: 'bad tags',
  bad_field: 'bad field',
  bad_name: 'a name or value that is too long or holds characters that are not allowed',
  bad_value: 'not a number, an integer with i or u, a boolean or quoted text',
  bad_time: 'not a time in the given precision',
  too_many_fields: 'too many fields',
  unclosed_string: 'text without a closing quote',
};

export interface WriteRouteOptions {
  lines: LineIntake;
  push(key: string): Promise<PushIdentity | undefined>;
  nowMs(): number;
}

/**
 * `/write` and `/api/v2/write` as InfluxDB 1.x and 2.x have them, so that Telegraf writes to Ward by its address
 * alone: 204 when every line is durable, 400 that names the lines when some were refused (the others are kept),
 * 401 without a key, 503 with Retry-After when the journal takes nothing. Database, bucket and retention policy
 * are accepted and not used: the key says whose samples they are.
 */
export function registerWriteRoutes(app: FastifyInstance, options: WriteRouteOptions): void {
  app.register(async (scope) => {
    takeAnyBody(scope);
    for (const url of ['/write', '/api/v2/write']) {
      scope.post(url, { config: { permission: 'sender' } }, (request, reply) =>
        write(request, reply, options),
      );
    }
  });
}

async function write(
  request: FastifyRequest,
  reply: FastifyReply,
  options: WriteRouteOptions,
): Promise<unknown> {
  const query = request.query as Record<string, string | undefined>;
  // Version 1 may also give it as the password in the query.
  const key = pushKeyOf(request) ?? query.p;
  const sender = key === undefined ? undefined : await options.push(key);
  if (!sender) {
    reply.header('www-authenticate', 'Token');
    return fail(
      reply,
      401,
      'unauthorized',
      'a push key is needed: as "Authorization: Token <key>" or as the password',
    );
  }
  const precision = query.precision ?? 'ns';
  const perMs = PRECISIONS[precision];
  if (perMs === undefined) {
    return fail(
      reply,
      400,
      'invalid',
      `precision ${precision} is unknown, allowed are ${Object.keys(PRECISIONS).join(', ')}`,
    );
  }
  const body = await plainBody(request);
  if (typeof body === 'string') return fail(reply, 400, 'invalid', body);
  try {
    return answer(reply, await options.lines.take(body, sender, perMs, options.nowMs()));
  } catch (error) {
    if (!isPassing(error) && !(error instanceof LinesNotTakenError)) throw error;
    reply.header('retry-after', String(retryAfterMs(error) / 1000));
    return fail(
      reply,
      503,
      'unavailable',
      `nothing was taken: ${error.message}; send the same lines again later`,
    );
  }
}

function answer(reply: FastifyReply, result: LineResult): unknown {
  if (result.refused === 0) return reply.code(204).send();
  const named = result.named.map(({ line, fault, found }) => `line ${line}: ${FAULTS[fault]}: '${found}'`);
  const more = result.refused - result.named.length;
  const text = `partial write: ${named.join('; ')}${more > 0 ? `; and ${more} more` : ''} dropped=${result.refused}`;
  return fail(reply, 400, 'invalid', text);
}

/** Both generations of clients find their field: `error` for version 1, `code` and `message` for version 2. */
function fail(reply: FastifyReply, status: number, code: string, message: string): unknown {
  return reply.code(status).send({ error: message, code, message });
}
