import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PushIdentity } from '../identity.ts';
import { plainBody, pushKeyOf, takeAnyBody } from '../push-request.ts';
import { isPassing, retryAfterMs } from '../retry.ts';
import { PushNotTakenError } from '../series-push/series-push.ts';
import { BadOtlpError, exportAnswer, GRPC, OTLP_FORMS, type OtlpForm, statusAnswer } from './answers.ts';
import type { OtlpIntake } from './otlp-intake.ts';

export interface OtlpRouteOptions {
  otlp: OtlpIntake;
  push(key: string): Promise<PushIdentity | undefined>;
  nowMs(): number;
}

/**
 * `POST /v1/metrics` as OTLP/HTTP has it, in protocol buffers or JSON, plain or gzip. 200 when everything is durable,
 * with `partial_success` when some points can never be taken; 400 when nothing of the body can be read; 503 with
 * Retry-After when the journal takes nothing now. Answers are in the form of the request.
 */
export function registerOtlp(app: FastifyInstance, options: OtlpRouteOptions): void {
  app.register(async (scope) => {
    takeAnyBody(scope);
    scope.post(
      '/v1/metrics',
      {
        config: {
          permission: 'sender',
          summary:
            'Takes OTLP metrics (docs/senders.md) with a push key: 200 when everything is durable, with `partialSuccess` when some points can never be taken, 503 with Retry-After when nothing is taken now.',
          takes: OTLP_FORMS,
        },
      },
      (request, reply) => write(request, reply, options),
    );
  });
}

async function write(
  request: FastifyRequest,
  reply: FastifyReply,
  options: OtlpRouteOptions,
): Promise<unknown> {
  const form = formOf(request);
  const key = pushKeyOf(request);
  const sender = key === undefined ? undefined : await options.push(key);
  if (!sender) {
    reply.header('www-authenticate', 'Bearer, Basic');
    const message = 'a push key is needed: as "Authorization: Bearer <key>" or as the password';
    return fail(reply, form ?? 'application/json', 401, GRPC.unauthenticated, message);
  }
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (!form || (encoding !== 'gzip' && encoding !== 'identity')) {
    const message = `${request.headers['content-type'] ?? 'no content type'} in ${encoding} was found; ${OTLP_FORMS.join(' and ')} are understood, plain or gzip`;
    return fail(reply, form ?? 'application/json', 415, GRPC.invalidArgument, message);
  }
  const body = await plainBody(request);
  if (typeof body === 'string') return fail(reply, form, 400, GRPC.invalidArgument, body);
  try {
    const { refusals } = await options.otlp.take(body, form, sender, options.nowMs());
    reply.type(form);
    return reply.send(exportAnswer(form, refusals.count, String(refusals)));
  } catch (error) {
    if (error instanceof BadOtlpError) return fail(reply, form, 400, GRPC.invalidArgument, error.message);
    if (!isPassing(error) && !(error instanceof PushNotTakenError)) throw error;
    reply.header('retry-after', String(retryAfterMs(error) / 1000));
    const message = `nothing was taken: ${error.message}; send the same again later`;
    return fail(reply, form, 503, GRPC.unavailable, message);
  }
}

function formOf({ headers }: FastifyRequest): OtlpForm | undefined {
  const media = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  return OTLP_FORMS.find((form) => form === media);
}

function fail(reply: FastifyReply, form: OtlpForm, status: number, code: number, message: string): unknown {
  return reply
    .code(status)
    .type(form)
    .send(statusAnswer(form, code, message));
}
