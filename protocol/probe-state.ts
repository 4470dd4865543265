/**
 * How asking a target went, as one number in `probe.state`, mildest first. The order is the wire: it only grows.
 * `silent`: no answer in time, or no way there. `refused`: somebody is there and the door is shut. `wrong_secret`:
 * community, user, password or key are not accepted. `other_identity`: not the device that was known before (host
 * key, SNMP engine, sender of the answer). `not_understood`: answers that follow no rule. `too_slow`: answered, and
 * not all within its time. `unsupported`: it does not know what was asked. `misconfigured`: the settings make no
 * sense for it. `denied`: let in, and not allowed to read what is asked. `full`: it takes no more sessions.
 * `bad_certificate`: there is nobody whom the certificate proves. `wrong_answer`: it answers, and not what was expected.
 */
export const PROBE_STATES = [
  'ok',
  'failed',
  'silent',
  'refused',
  'wrong_secret',
  'other_identity',
  'not_understood',
  'too_slow',
  'unsupported',
  'misconfigured',
  'denied',
  'full',
  'bad_certificate',
  'wrong_answer',
] as const;
export type ProbeState = (typeof PROBE_STATES)[number];

/** The number under which a state travels. */
export function probeStateCode(state: ProbeState): number {
  return PROBE_STATES.indexOf(state);
}
