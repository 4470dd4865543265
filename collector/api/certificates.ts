import * as z from 'zod';
import type { App } from '#collector/http/zod-routes.ts';
import { mergeCertificates, worstState } from '#collector/web/merge-certificates.ts';
import type { Parts } from './parts.ts';
import { PlaceShape, seenTargets, TargetFilter } from './seen-targets.ts';

/** Contracts want a certificate renewed so long before it ends. */
const RENEW_DAYS = 30;
const MOST_CERTIFICATES = 5_000;
const RECORDS_PER_TARGET = 4;

const at = z.number().nullable();
const CertificateShape = z.strictObject({
  fingerprint: z
    .string()
    .describe('empty where the certificate itself was not told, as of one that is refused'),
  subject: z.string(),
  issuer: z.string(),
  names: z.string(),
  serial: z.string(),
  key: z.string(),
  signature: z.string(),
  validFromMs: at,
  validToMs: at,
  endsMs: at.describe('until then it can be used: its own end, or that of one above it'),
  endsBy: z.string().describe('whose end that is; empty for its own'),
  state: z.string().nullable().describe('the gravest of its places'),
  places: z.array(
    z.strictObject({
      ...PlaceShape,
      address: z.string(),
      probe: z.enum(['certificate', 'page']).describe('by which it was met'),
      state: z.string().nullable(),
      seenAtMs: z.number(),
    }),
  ),
});

/** All certificates that any probe has met. */
export function certificateRoutes(app: App, { registry, newest }: Parts): void {
  const { records, targets } = registry;
  const { find, placer } = seenTargets(registry);

  app.get(
    '/api/v1/certificates',
    {
      config: {
        permission: 'targets.read',
        summary: `Certificates with the places where each was seen, the first to end first; at most ${MOST_CERTIFICATES}.`,
      },
      schema: {
        querystring: TargetFilter,
        response: {
          200: z.strictObject({
            certificates: z.array(CertificateShape),
            renewDays: z.number().describe('it is to be renewed so long before its end'),
            truncated: z.boolean().describe('there are more: narrow the question'),
          }),
        },
      },
    },
    async ({ query, scope }) => {
      const ids = new Set(find(scope, query).map(({ id }) => id));
      const told = await records.list([...ids], 'certificate', undefined, RECORDS_PER_TARGET * ids.size);
      const place = placer(scope);
      const certificates = mergeCertificates(told, {
        daysLeft: newest('certificate.days_left', ids),
        chainDaysLeft: newest('certificate.chain_days_left', ids),
        states: newest('certificate.state', ids),
        fingerprints: newest('certificate.fingerprint', ids),
      });
      return {
        certificates: certificates.slice(0, MOST_CERTIFICATES).map((certificate) => ({
          ...certificate,
          state: worstState(certificate),
          places: certificate.places.map(({ target, ...seen }) => ({
            ...place(target),
            address: targets.get(target)?.address ?? '',
            ...seen,
          })),
        })),
        renewDays: RENEW_DAYS,
        truncated: certificates.length > MOST_CERTIFICATES,
      };
    },
  );
}
