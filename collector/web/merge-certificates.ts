import type { KeptRecord } from '#collector/inventory/records.ts';
import type { NewestValue } from '#collector/live/live-catalog.ts';
import { certificateStates } from '#protocol/vocabulary/web.ts';

/** A target that shows a certificate. */
export interface CertificatePlace {
  target: string;
  /** The probe that met it. */
  probe: 'certificate' | 'page';
  /** As that probe judges it there; null while it has not said. */
  state: string | null;
  seenAtMs: number;
}

/** A certificate, wherever it was seen. */
export interface SeenCertificate {
  /** Empty where the certificate itself was not told, as of one that is refused. */
  fingerprint: string;
  subject: string;
  issuer: string;
  names: string;
  serial: string;
  key: string;
  signature: string;
  validFromMs: number | null;
  validToMs: number | null;
  /** Until this moment it can be used: the end of it or of one above it. */
  endsMs: number | null;
  /** Whose end that is; empty for its own. */
  endsBy: string;
  places: CertificatePlace[];
}

/** The newest values that are asked of. */
export interface CertificateValues {
  daysLeft: readonly NewestValue[];
  chainDaysLeft: readonly NewestValue[];
  states: readonly NewestValue[];
  /** Only the probe `certificate` tells it. */
  fingerprints: readonly NewestValue[];
}

const DAY_MS = 86_400_000;
/** Probes tell tenths of days; beyond it the days are those of another certificate than the record. */
const SAME_WITHIN_MS = 1.5 * DAY_MS;
/** Their order is how bad they are. */
const STATE_WORDS = Object.fromEntries(
  Object.entries(certificateStates).map(([word, { code }]) => [code, word]),
);

/**
 * The certificates that were seen, each once with its places, the first to end first. A record that speaks of another
 * certificate than the days that are left is one that is no longer shown: what is shown now was refused, and nothing
 * but its end is known.
 */
export function mergeCertificates(
  records: readonly KeptRecord[],
  values: CertificateValues,
): SeenCertificate[] {
  const days = byTarget(values.daysLeft);
  const chains = byTarget(values.chainDaysLeft);
  const states = byTarget(values.states);
  const fingerprints = byTarget(values.fingerprints);
  const found = new Map<string, SeenCertificate>();
  const told = new Set<string>();

  for (const { target, timeMs, data } of records) {
    const certificate = certificateOf(data);
    if (!certificate) continue;
    const left = days.get(target);
    if (left && !isSame(left, certificate.validToMs)) continue;
    told.add(target);
    const known = found.get(certificate.fingerprint) ?? certificate;
    found.set(certificate.fingerprint, known);
    addPlace(known, placeOf(target, left?.timeMs ?? timeMs));
  }
  for (const [target, left] of days) {
    if (told.has(target)) continue;
    found.set(`of ${target}`, {
      ...untold(left, chains.get(target)),
      places: [placeOf(target, left.timeMs)],
    });
  }
  return [...found.values()].sort(
    (one, other) =>
      (one.endsMs ?? Number.MAX_VALUE) - (other.endsMs ?? Number.MAX_VALUE) ||
      (one.subject < other.subject ? -1 : 1),
  );

  function placeOf(target: string, seenAtMs: number): CertificatePlace {
    return {
      target,
      probe: fingerprints.has(target) ? 'certificate' : 'page',
      state: STATE_WORDS[states.get(target)?.value ?? -1] ?? null,
      seenAtMs,
    };
  }
}

/** The gravest state of its places; null while none has said. */
export function worstState({ places }: Pick<SeenCertificate, 'places'>): string | null {
  const codes = places.map(({ state }) => (state === null ? -1 : (certificateStates[state]?.code ?? -1)));
  return STATE_WORDS[Math.max(-1, ...codes)] ?? null;
}

function addPlace({ places }: SeenCertificate, place: CertificatePlace): void {
  const known = places.find(({ target }) => target === place.target);
  if (!known) places.push(place);
  else if (known.seenAtMs < place.seenAtMs) Object.assign(known, place);
}

function isSame({ value, timeMs }: NewestValue, validToMs: number | null): boolean {
  return validToMs === null || Math.abs(timeMs + value * DAY_MS - validToMs) <= SAME_WITHIN_MS;
}

function untold(left: NewestValue, chain: NewestValue | undefined): Omit<SeenCertificate, 'places'> {
  const validToMs = left.timeMs + left.value * DAY_MS;
  const chainMs = chain ? chain.timeMs + chain.value * DAY_MS : Number.POSITIVE_INFINITY;
  return {
    fingerprint: '',
    subject: '',
    issuer: '',
    names: '',
    serial: '',
    key: '',
    signature: '',
    validFromMs: null,
    validToMs,
    endsMs: Math.min(validToMs, chainMs),
    endsBy: '',
  };
}

/** What an agent has told is not to be trusted in its form. */
function certificateOf(data: unknown): SeenCertificate | undefined {
  const said = (data ?? {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 1_000) : '');
  const time = (value: unknown) => {
    const ms = Date.parse(text(value));
    return Number.isNaN(ms) ? null : ms;
  };
  const fingerprint = text(said.fingerprint);
  if (fingerprint === '') return undefined;
  const validToMs = time(said.valid_to);
  let endsMs = validToMs;
  let endsBy = '';
  for (const above of Array.isArray(said.chain) ? (said.chain as unknown[]) : []) {
    const { subject, valid_to: validTo } = (above ?? {}) as Record<string, unknown>;
    const aboveMs = time(validTo);
    if (aboveMs === null || (endsMs !== null && aboveMs >= endsMs)) continue;
    endsMs = aboveMs;
    endsBy = text(subject);
  }
  return {
    fingerprint,
    subject: text(said.subject),
    issuer: text(said.issuer),
    names: text(said.names),
    serial: text(said.serial),
    key: text(said.key),
    signature: text(said.signature),
    validFromMs: time(said.valid_from),
    validToMs,
    endsMs,
    endsBy,
    places: [],
  };
}

function byTarget(values: readonly NewestValue[]): Map<string, NewestValue> {
  return new Map(values.map((value) => [value.target, value]));
}
