import { NOT_SYNCHRONIZED, type TimeAnswer } from './time-answer.ts';

/** Seconds between 1900, where NTP begins, and 1970. */
const NTP_EPOCH_SECONDS = 2_208_988_800;
/** One turn of NTP's 32 bits of seconds. */
const ERA_SECONDS = 2 ** 32;
const MESSAGE_BYTES = 48;
const CLIENT_VERSION_4 = 0x23;
const SERVER_MODE = 4;

const AT = {
  delay: 4,
  dispersion: 8,
  reference: 12,
  referenceTime: 16,
  originate: 24,
  receive: 32,
  transmit: 40,
};

/** What a time server says of itself and of its clock. */
export interface SntpReply extends TimeAnswer {
  /** 0 none, 1 a leap second comes, 2 one is left out, 3 the clock follows nobody. */
  leap: number;
  version: number;
  roundTripSeconds: number;
  rootDelaySeconds: number;
  rootDispersionSeconds: number;
  /** NaN when its clock was never set. */
  referenceAgeSeconds: number;
  /** Four bytes: an address, or of stratum 0 and 1 a name such as `GPS`. */
  reference: Buffer;
}

/** A client's question; `cookie` comes back in the answer and tells it from a forged one. */
export function sntpRequest(cookie: Buffer): Buffer {
  const request = Buffer.alloc(MESSAGE_BYTES);
  request[0] = CLIENT_VERSION_4;
  cookie.copy(request, AT.transmit, 0, 8);
  return request;
}

/** Whether a datagram is the answer to the question with this cookie. */
export function isSntpReply(reply: Buffer, cookie: Buffer): boolean {
  return isMessage(reply) && isFor(reply, cookie);
}

/** Compares the server's times with those of sending and arrival here. */
export function parseSntpReply(reply: Buffer, cookie: Buffer, sentMs: number, arrivedMs: number): TimeAnswer {
  if (!isMessage(reply)) throw new Error('the answer is not one of a time server');
  if (!isFor(reply, cookie)) throw new Error('the answer belongs to another question');
  const { offsetSeconds, stratum, synchronized, reference } = readSntpReply(reply, sentMs, arrivedMs);
  if (stratum === 0) throw new Error(`the server refuses: ${reference.toString('latin1')}`);
  return { offsetSeconds, stratum, synchronized };
}

/** All that an answer tells; stratum 0 is left as it is. */
export function readSntpReply(reply: Buffer, sentMs: number, arrivedMs: number): SntpReply {
  const first = reply[0] as number;
  const leap = first >> 6;
  const receivedMs = timeMs(reply, AT.receive, sentMs);
  const transmittedMs = timeMs(reply, AT.transmit, arrivedMs);
  const hasReference = reply.readUInt32BE(AT.referenceTime) !== 0;
  const behindMs = (receivedMs - sentMs + (transmittedMs - arrivedMs)) / 2;
  return {
    offsetSeconds: -behindMs / 1000,
    stratum: reply[1] as number,
    synchronized: leap !== NOT_SYNCHRONIZED,
    leap,
    version: (first >> 3) & 7,
    roundTripSeconds: Math.max(0, arrivedMs - sentMs - (transmittedMs - receivedMs)) / 1000,
    rootDelaySeconds: reply.readInt32BE(AT.delay) / 2 ** 16,
    rootDispersionSeconds: reply.readUInt32BE(AT.dispersion) / 2 ** 16,
    referenceAgeSeconds: hasReference
      ? (transmittedMs - timeMs(reply, AT.referenceTime, transmittedMs)) / 1000
      : Number.NaN,
    reference: reply.subarray(AT.reference, AT.reference + 4),
  };
}

function isMessage(reply: Buffer): boolean {
  return reply.length >= MESSAGE_BYTES && ((reply[0] as number) & 7) === SERVER_MODE;
}

function isFor(reply: Buffer, cookie: Buffer): boolean {
  return reply.compare(cookie, 0, 8, AT.originate, AT.originate + 8) === 0;
}

/** NTP's seconds begin anew in 2036: the turn is the one nearest to our own clock. */
function timeMs(reply: Buffer, at: number, nearMs: number): number {
  const seconds = reply.readUInt32BE(at) - NTP_EPOCH_SECONDS;
  const fraction = reply.readUInt32BE(at + 4) / 2 ** 32;
  const turns = Math.round((nearMs / 1000 - seconds) / ERA_SECONDS);
  return (seconds + turns * ERA_SECONDS + fraction) * 1000;
}
