import { NOT_SYNCHRONIZED, type TimeAnswer } from './time-answer.ts';

/** NTP's control messages (mode 6), as `ntpq` sends them: RFC 9327. */
const VERSION_AND_MODE = 0x16;
const READ_VARIABLES = 2;
const RESPONSE = 0x80;
const ERROR = 0x40;
const HEADER_BYTES = 12;
const VARIABLES = 'leap,stratum,offset';

/** Asks ntpd for the variables of its clock. */
export function ntpdRequest(sequence: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = VERSION_AND_MODE;
  header[1] = READ_VARIABLES;
  header.writeUInt16BE(sequence, 2);
  header.writeUInt16BE(VARIABLES.length, 10);
  const padding = Buffer.alloc((4 - (VARIABLES.length % 4)) % 4);
  return Buffer.concat([header, Buffer.from(VARIABLES), padding]);
}

/** Reads the reply to `ntpdRequest`, such as `leap=00, stratum=3, offset=-0.123`. */
export function parseNtpdReply(reply: Buffer, sequence: number): TimeAnswer {
  const flags = reply.length < HEADER_BYTES ? 0 : (reply[1] as number);
  if ((flags & RESPONSE) === 0 || reply.readUInt16BE(2) !== sequence)
    throw new Error('ntpd answered another question');
  if ((flags & ERROR) !== 0) throw new Error('ntpd refused the question');
  const text = reply.toString('latin1', HEADER_BYTES, HEADER_BYTES + reply.readUInt16BE(10));
  const read = (name: string) => new RegExp(`(?:^|[\\s,])${name}=(-?[\\d.]+)`).exec(text)?.[1] ?? '';
  return {
    // It tells milliseconds that the clock is behind. The bits for leap seconds come as two binary digits.
    offsetSeconds: -Number.parseFloat(read('offset')) / 1000,
    stratum: Number.parseInt(read('stratum'), 10),
    synchronized: Number.parseInt(read('leap'), 2) !== NOT_SYNCHRONIZED,
  };
}
