import { NOT_SYNCHRONIZED, type TimeAnswer } from './time-answer.ts';

/** chronyd's own protocol, version 6: https://gitlab.com/chrony/chrony, file candm.h. */
const VERSION = 6;
const REQUEST = 1;
const REPLY = 2;
const TRACKING = 33;
const TRACKING_REPLY = 5;
/** A request is as long as its reply, so that nobody can make chronyd multiply traffic. */
const MESSAGE_BYTES = 104;

const AT = { command: 4, reply: 6, status: 8, sequence: 16, stratum: 52, leap: 54, correction: 68 };
const REQUEST_SEQUENCE_AT = 8;

/** Asks for what `chronyc tracking` shows. */
export function chronyRequest(sequence: number): Buffer {
  const request = Buffer.alloc(MESSAGE_BYTES);
  request[0] = VERSION;
  request[1] = REQUEST;
  request.writeUInt16BE(TRACKING, 4);
  request.writeUInt32BE(sequence, REQUEST_SEQUENCE_AT);
  return request;
}

/** Reads the reply to `chronyRequest`. */
export function parseChronyReply(reply: Buffer, sequence: number): TimeAnswer {
  if (reply.length < MESSAGE_BYTES || reply[0] !== VERSION || reply[1] !== REPLY)
    throw new Error(`chronyd answered ${reply.length} bytes that are no reply of protocol ${VERSION}`);
  const status = reply.readUInt16BE(AT.status);
  if (status !== 0) throw new Error(`chronyd refused the question with status ${status}`);
  if (reply.readUInt16BE(AT.reply) !== TRACKING_REPLY || reply.readUInt32BE(AT.sequence) !== sequence)
    throw new Error('chronyd answered another question');
  return {
    // It tells what it still has to add to the clock.
    offsetSeconds: -readFloat(reply, AT.correction),
    stratum: reply.readUInt16BE(AT.stratum),
    synchronized: reply.readUInt16BE(AT.leap) !== NOT_SYNCHRONIZED,
  };
}

/** Seven bits of exponent and 25 of coefficient, both signed. */
export function readFloat(bytes: Buffer, at: number): number {
  const raw = bytes.readInt32BE(at);
  const exponent = raw >> 25;
  const coefficient = (raw << 7) >> 7;
  return coefficient * 2 ** (exponent - 25);
}
