import type { App } from '#collector/http/zod-routes.ts';
import { makeMetrics, type StatSource } from './metrics.ts';

/** Whether the collector can do its work, and what keeps it from it. */
export interface Readiness {
  ready: boolean;
  /** Codes such as `journal_full`; empty when ready. */
  reasons: readonly string[];
}

export interface HealthOptions {
  readiness(): Readiness | Promise<Readiness>;
  stats: readonly StatSource[];
}

/** `/healthz`: the process answers. `/readyz`: it takes and judges samples. `/metrics`: its own figures. */
export function healthRoutes(app: App, { readiness, stats }: HealthOptions): void {
  const metrics = makeMetrics(stats);

  app.get('/healthz', { config: { permission: 'public' } }, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  );

  app.get('/readyz', { config: { permission: 'public' } }, async (_request, reply) => {
    const { ready, reasons } = await readiness();
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: ready ? 'ready' : 'not_ready', reasons });
  });

  app.get('/metrics', { config: { permission: 'public' } }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );
}
