import type { PeerCertificate } from 'node:tls';
import type { Reading } from '../probe.ts';
import { BadCertificateError } from './bad-certificate-error.ts';
import { type CertificateJudgement, judgeCertificate } from './certificate-state.ts';
import type { Series } from './series.ts';

const DAY_MS = 86_400_000;

/** The readings that everybody who meets a certificate sends; without a judgement each is NaN. */
export function certificateReadings(
  series: Series,
  judgement: CertificateJudgement | undefined,
  nowMs: number,
): Reading[] {
  const { validToMs, chainToMs, state } = judgement ?? {
    validToMs: Number.NaN,
    chainToMs: Number.NaN,
    state: '',
  };
  return [
    series.reading('x509_cert.expiry', Math.round((validToMs - nowMs) / 1_000)),
    series.reading('certificate.days_left', days(validToMs - nowMs)),
    series.reading('certificate.chain_days_left', days(chainToMs - nowMs)),
    series.state('certificate.state', state),
  ];
}

/** What a visit says of the certificate that it met: a good one, a bad one, or none. */
export function judgementOf(met: {
  certificate: PeerCertificate | undefined;
  failure: unknown;
  host: string;
  nowMs: number;
}): CertificateJudgement | undefined {
  const { certificate, failure, host, nowMs } = met;
  if (failure instanceof BadCertificateError)
    return judgeCertificate({ certificate: failure.certificate, host, distrust: failure.code, nowMs });
  if (!certificate?.valid_to) return undefined;
  return judgeCertificate({ certificate, host, distrust: undefined, nowMs });
}

/** Whole ones are easier to read and lose nothing that anybody acts upon; one decimal shows that time goes by. */
function days(ms: number): number {
  return Math.round((10 * ms) / DAY_MS) / 10;
}
