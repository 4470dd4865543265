import { NOT_SYNCHRONIZED, type TimeAnswer } from './time-answer.ts';

/** Seconds between 1900, where NTP begins, and 1970. */
const NTP_EPOCH_SECONDS = 2_208_988_800;
/** One turn of NTP's 32 bits of seconds. */
const ERA_SECONDS = 2 ** 32;
const MESSAGE_BYTES = 48;
const CLIENT_VERSION_4 = 0x23;
const SERVER_MODE = 4;

const AT = { originate: 24, receive: 32, transmit: 40 };

/** A client's question; `cookie` comes back in the answer and tells it from a forged one. */
export function sntpRequest(cookie: Buffer): Buffer {
  const request = Buffer.alloc(MESSAGE_BYTES);
  request[0] = CLIENT_VERSION_4;
  cookie.copy(request, AT.transmit, 0, 8);
  return request;
}

/** Compares the server's times with those of sending and arrival here. */
export function parseSntpReply(reply: Buffer, cookie: Buffer, sentMs: number, arrivedMs: number): TimeAnswer {
  if (reply.length < MESSAGE_BYTES || ((reply[0] as number) & 7) !== SERVER_MODE)
    throw new Error('the answer is not one of a time server');
  if (reply.compare(cookie, 0, 8, AT.originate, AT.originate + 8) !== 0)
    throw new Error('the answer belongs to another question');
  const stratum = reply[1] as number;
  if (stratum === 0) throw new Error(`the server refuses: ${reply.toString('latin1', 12, 16)}`);
  const leap = (reply[0] as number) >> 6;
  const behindMs =
    (timeMs(reply, AT.receive, sentMs) - sentMs + (timeMs(reply, AT.transmit, arrivedMs) - arrivedMs)) / 2;
  return { offsetSeconds: -behindMs / 1000, stratum, synchronized: leap !== NOT_SYNCHRONIZED };
}

/** NTP's seconds begin anew in 2036: the turn is the one nearest to our own clock. */
function timeMs(reply: Buffer, at: number, nearMs: number): number {
  const seconds = reply.readUInt32BE(at) - NTP_EPOCH_SECONDS;
  const fraction = reply.readUInt32BE(at + 4) / 2 ** 32;
  const turns = Math.round((nearMs / 1000 - seconds) / ERA_SECONDS);
  return (seconds + turns * ERA_SECONDS + fraction) * 1000;
}
