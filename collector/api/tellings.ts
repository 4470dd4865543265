import * as z from 'zod';
import { notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { holdLedger } from '#collector/notify/hold-ledger.ts';
import { tellingRecord } from '#collector/notify/telling-record.ts';
import { AlertEventKind } from '#protocol/alert.ts';
import type { Parts } from './parts.ts';
import { IdParams } from './shapes.ts';

const Params = z.record(z.string(), z.string());

const Telling = z.strictObject({
  event: z.string(),
  kind: AlertEventKind,
  channel: z.string().describe('empty together with the recipient: it says so of everybody'),
  recipient: z.string().describe('id of a contact; empty: to whom the channel itself writes'),
  state: z.enum(['not_told', 'waiting', 'sending', 'delivered', 'failed']),
  code: z.string().describe('why it was not told or not delivered; otherwise empty'),
  params: Params,
  decidedAtMs: z.number(),
  insteadOf: z.string().nullable().describe('channel that could not deliver it soon enough'),
  receipt: z
    .strictObject({
      call: z.string(),
      events: z.int().describe('how many events the message told'),
      attempts: z.int(),
      repeats: z.int().describe('attempts whose outcome was lost by a crash'),
      madeAtMs: z.number(),
      nextAtMs: z.number().nullable(),
      handedAtMs: z.number().nullable().describe('when its fallback was asked as well'),
      endedAtMs: z.number().nullable(),
      answer: z.string().describe('what the other side said last, in its words'),
    })
    .nullable(),
});

const Hold = z.strictObject({
  event: z.string(),
  code: z.string().describe('what held it back'),
  params: Params,
  fromMs: z.number(),
  untilMs: z.number().nullable().describe('when it is asked again; null: when something changes'),
  toMs: z.number().nullable().describe('null while it is held'),
});

/** Who was told of an alert, and who was not. */
export function tellingRoutes(app: App, { registry, alerts }: Parts): void {
  const record = tellingRecord(registry.sql);
  const holds = holdLedger(registry.sql);

  app.get(
    '/api/v1/alerts/:id/tellings',
    {
      config: {
        permission: 'alerts.read',
        summary:
          'Who was told of it, when, by which channel and with which answer; who was not and why; and what held it back.',
      },
      schema: {
        params: IdParams,
        response: { 200: z.strictObject({ tellings: z.array(Telling), holds: z.array(Hold) }) },
      },
    },
    async (request) => {
      const { id } = request.params;
      if (!(await alerts.get(request.scope, id))) throw notFound('alert', id);
      const spans = await holds.ofAlert(id);
      return {
        tellings: await record.tellingsOfAlert(id),
        holds: spans.map(({ number: _number, alert: _alert, ...span }) => span),
      };
    },
  );
}
