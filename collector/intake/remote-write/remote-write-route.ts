import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PushIdentity } from '../identity.ts';
import { pushKeyOf, takeAnyBody } from '../push-request.ts';
import { isPassing, retryAfterMs } from '../retry.ts';
import { PushNotTakenError } from '../series-push/series-push.ts';
import { BadRemoteWriteError, type RemoteWriteIntake } from './remote-write-intake.ts';

export interface RemoteWriteRouteOptions {
  remoteWrite: RemoteWriteIntake;
  push(key: string): Promise<PushIdentity | undefined>;
  nowMs(): number;
}

/**
 * `POST /api/v1/write` as remote write 1.0 has it. Senders repeat what is answered with 5xx and drop what is answered
 * with 4xx: so 400 stands for what can never be taken, with everything else of that request kept, and 503 with
 * Retry-After for what the journal does not take now.
 */
export function registerRemoteWrite(app: FastifyInstance, options: RemoteWriteRouteOptions): void {
  app.register(async (scope) => {
    takeAnyBody(scope);
    scope.post(
      '/api/v1/write',
      {
        config: {
          permission: 'sender',
          summary:
            'Takes Prometheus remote write 1.0 (docs/senders.md) with a push key: 204 when everything is durable, 400 when some can never be taken and the rest is, 503 with Retry-After when nothing is taken now.',
          takes: ['application/x-protobuf'],
        },
      },
      (request, reply) => write(request, reply, options),
    );
  });
}

async function write(
  request: FastifyRequest,
  reply: FastifyReply,
  options: RemoteWriteRouteOptions,
): Promise<unknown> {
  const key = pushKeyOf(request);
  const sender = key === undefined ? undefined : await options.push(key);
  if (!sender) {
    reply.header('www-authenticate', 'Bearer, Basic');
    return fail(
      reply,
      401,
      'unauthorized',
      'a push key is needed: as "Authorization: Bearer <key>" or as the password',
    );
  }
  const strange = strangeFormat(request);
  if (strange) return fail(reply, 415, 'unknown_content_type', strange);
  const body = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
  try {
    const { taken, refusals } = await options.remoteWrite.take(body, sender, options.nowMs());
    if (refusals.count === 0) return reply.code(204).send();
    const message = `${refusals.count} samples were refused, ${taken} were taken: ${refusals}`;
    return fail(reply, 400, 'refused', message, { taken, refused: refusals.count });
  } catch (error) {
    if (error instanceof BadRemoteWriteError)
      return fail(reply, error.status, error.status === 413 ? 'too_large' : 'malformed', error.message);
    if (!isPassing(error) && !(error instanceof PushNotTakenError)) throw error;
    reply.header('retry-after', String(retryAfterMs(error) / 1000));
    const message = `nothing was taken: ${error.message}; send the same again later`;
    return fail(reply, 503, 'unavailable', message);
  }
}

/** Why the body is not in a form that is understood; undefined when it is. */
function strangeFormat({ headers }: FastifyRequest): string | undefined {
  const type = headers['content-type'] ?? '';
  const [media = '', ...parameters] = type.split(';').map((part) => part.trim().toLowerCase());
  const proto = parameters.find((parameter) => parameter.startsWith('proto='))?.slice('proto='.length);
  if (
    media !== 'application/x-protobuf' ||
    (proto ?? 'prometheus.writerequest') !== 'prometheus.writerequest'
  )
    return `${type || 'no content type'} was found; remote write 1.0 is understood: application/x-protobuf with prometheus.WriteRequest`;
  const encoding = headers['content-encoding'];
  if (encoding !== 'snappy')
    return `content encoding ${encoding ?? 'none'} was found; remote write 1.0 is packed with snappy (vmagent: -remoteWrite.forcePromProto)`;
  const version = String(headers['x-prometheus-remote-write-version'] ?? '0.1.0');
  if (!version.startsWith('0.1.')) return `version ${version} was found; 0.1.0 is understood`;
  return undefined;
}

function fail(
  reply: FastifyReply,
  status: number,
  code: string,
  message: string,
  details: Record<string, unknown> = {},
): unknown {
  return reply.code(status).send({ status, code, message, details });
}
