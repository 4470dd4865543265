import { certificateMetrics, certificateOnlyMetrics } from '#protocol/vocabulary/web.ts';
import type { Measurements, Memory, Probe, ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { changedFacts } from '../../snmp/changed-facts.ts';
import { certificateRecord, fingerprintNumber } from '../certificate-facts.ts';
import { certificateReadings } from '../certificate-readings.ts';
import { type CertificateJudgement, chainOf, judgeCertificate } from '../certificate-state.ts';
import { withoutBrackets } from '../connect.ts';
import { seriesOf } from '../series.ts';
import { type CertificateConfig, DEFAULT_PORTS } from './config.ts';
import { type Shown, shownCertificate, type Where } from './shown-certificate.ts';

const DAY_MS = 86_400_000;

/** One look at a certificate. */
export interface Look {
  shown: Shown;
  judgement: CertificateJudgement;
  measurements: Measurements;
  /** Absent for one that proves its server, be it ever so weak. */
  error: ProbeError | undefined;
}

/** A certificate that is looked at again and again. */
export interface WatchedCertificate extends Probe {
  /** Rejects only when none was shown. */
  look(signal: AbortSignal): Promise<Look>;
}

/** Opens no connection. */
export function createWatchedCertificate(
  config: CertificateConfig,
  options: ProbeOptions,
): WatchedCertificate {
  const series = seriesOf([...certificateMetrics, ...certificateOnlyMetrics]);
  const told = changedFacts();
  const memory = options.remember?.('certificates') ?? mapMemory();
  const { starttls, ca } = config;
  const where: Where = {
    address: config.address,
    port: config.port ?? DEFAULT_PORTS[starttls],
    host: withoutBrackets(config.name ?? options.host ?? config.address),
    starttls,
    // Everything is read, however old; what it is worth is judged afterwards.
    tls: { ca, minVersion: 'TLSv1' },
    timeoutMs: config.timeout,
  };
  return {
    look,
    async collect(signal) {
      const { measurements, error } = await look(signal);
      if (error) throw error;
      return measurements;
    },
    async close() {},
  };

  async function look(signal: AbortSignal): Promise<Look> {
    const shown = await shownCertificate(where, signal);
    const { certificate, distrust } = shown;
    const nowMs = options.now();
    const judgement = judgeCertificate({ certificate, host: where.host, distrust, nowMs });
    const weak = config.weak_protocols ? await acceptsOldProtocols(nowMs, signal) : undefined;
    const data = certificateRecord(chainOf(certificate), shown);
    const measurements: Measurements = {
      readings: [
        ...certificateReadings(series, judgement, nowMs),
        series.reading('certificate.key_bits', certificate.bits ?? Number.NaN),
        series.reading('certificate.fingerprint', fingerprintNumber(certificate)),
        series.reading('certificate.handshake_seconds', shown.handshakeSeconds),
        series.state('certificate.weak_protocol', weak === undefined ? '' : weak ? 'yes' : 'no'),
      ],
      facts: told(data ? [{ kind: 'certificate', key: '', data }] : [], nowMs),
    };
    return { shown, judgement, measurements, error: errorOf(judgement, measurements) };
  }

  /** A second handshake, once a day; undefined while nobody knows. */
  async function acceptsOldProtocols(nowMs: number, signal: AbortSignal): Promise<boolean | undefined> {
    const key = `${where.address} ${where.port} ${where.host}`;
    const last = memory.get(key) as { atMs?: unknown; accepts?: unknown } | undefined;
    const ageMs = nowMs - Number(last?.atMs);
    if (ageMs >= 0 && ageMs < DAY_MS) return typeof last?.accepts === 'boolean' ? last.accepts : undefined;
    const accepts = await tryOldProtocols(signal);
    // What could not be found out is left alone until tomorrow too: it may be a way that locks somebody out.
    memory.set(key, { atMs: nowMs, accepts: accepts ?? null });
    return accepts;
  }

  async function tryOldProtocols(signal: AbortSignal): Promise<boolean | undefined> {
    try {
      await shownCertificate({ ...where, tls: { ...where.tls, maxVersion: 'TLSv1.1' } }, signal);
      return true;
    } catch (error) {
      if (signal.aborted || !(error instanceof ProbeError)) return undefined;
      // Somebody who hangs up or is silent has not said no, but has not let anybody in either.
      return error.state === 'refused' || error.state === 'not_understood' ? false : undefined;
    }
  }
}

function errorOf(
  { state, sentence }: CertificateJudgement,
  measurements: Measurements,
): ProbeError | undefined {
  if (state === 'ok' || state === 'weak_key' || state === 'weak_signature') return undefined;
  return new ProbeError('bad_certificate', sentence, { measurements });
}

function mapMemory(): Memory {
  const values = new Map<string, unknown>();
  return { get: (key) => values.get(key), set: (key, value) => void values.set(key, value) };
}
