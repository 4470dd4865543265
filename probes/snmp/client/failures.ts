import { ProbeError } from '../../probe-error.ts';
import { type Place, showPlace } from './place.ts';

/** What was seen while nobody answered. */
export interface Silence {
  place: Place;
  tries: number;
  waitedMs: number;
  /** What version of SNMP was spoken. */
  version: '1' | '2c' | '3';
  /** Datagrams from the device that follow no rule. */
  garbage: number;
  /** From where the answer came instead. */
  otherSender?: string | undefined;
}

/** Why a question stayed without an answer. */
export function noAnswer({ place, tries, waitedMs, version, garbage, otherSender }: Silence): ProbeError {
  const where = showPlace(place);
  if (otherSender !== undefined) {
    return new ProbeError(
      'other_identity',
      `what was asked of ${where} is answered from ${otherSender}: use the address from which the device answers`,
    );
  }
  if (garbage > 0) {
    return new ProbeError(
      'not_understood',
      `${where} answers with ${garbage} datagram(s) that are not SNMP: look whether something else uses this port`,
    );
  }
  const suspects = version === '3' ? 'address, port, access list' : 'address, port, community, access list';
  return new ProbeError(
    'silent',
    `no answer from ${where} to ${tries} request(s) in ${(waitedMs / 1000).toFixed(1)} s: look at ${suspects}`,
  );
}

const REFUSED = new Set(['ECONNREFUSED', 'EACCES', 'EPERM']);
const NO_WAY = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'EADDRNOTAVAIL', 'ENONET']);

/** Why something could not be sent; undefined for what may pass by itself, such as a full queue. */
export function notSent(error: NodeJS.ErrnoException, place: Place): ProbeError | undefined {
  const code = error.code ?? '';
  const where = showPlace(place);
  if (code === 'ECONNREFUSED') {
    const message = `${where} is there and nothing listens on its port (${code}): switch SNMP on, or correct the port`;
    return new ProbeError('refused', message, { cause: error });
  }
  if (REFUSED.has(code)) {
    const message = `this machine may not send to ${where} (${code}): look at its own firewall`;
    return new ProbeError('refused', message, { cause: error });
  }
  if (NO_WAY.has(code)) {
    const message = `there is no way to ${where} (${code}): look at routes and cables`;
    return new ProbeError('silent', message, { cause: error });
  }
  if (code === 'ENOBUFS' || code === 'EAGAIN') return undefined;
  return new ProbeError('failed', `nothing could be sent to ${where}: ${error.message}`, { cause: error });
}

/** The end of a request whose signal aborted before anything was sent: that says nothing of the device. */
export function givenUp(place: Place | undefined, signal: AbortSignal): ProbeError {
  const who = place ? showPlace(place) : 'its name';
  const message = `the time was over before ${who} could be asked`;
  return new ProbeError('too_slow', message, { cause: signal.reason });
}

/** A device that knows who asks, and does not let it see what is asked for. */
export function denied(place: Place): ProbeError {
  return new ProbeError(
    'refused',
    `${showPlace(place)} does not allow this community or user to read what is asked for: widen its view, or raise the security level`,
  );
}
