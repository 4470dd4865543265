/** Cuts what comes over a connection into messages. */
export interface Framing {
  push(chunk: Buffer, onMessage: (message: Buffer) => void): void;
  /** The connection has ended: what has no end is a message too. */
  end(onMessage: (message: Buffer) => void): void;
  /** Messages that were too long and cut. */
  readonly cut: number;
}

/** More of one message is passed over. */
export const MOST_BYTES = 16 * 1024;
/** RFC 6587 counts octets in decimal. */
const MOST_DIGITS = 8;
const NEWLINE = 0x0a;
const SPACE = 0x20;

/**
 * RFC 6587: `57 <134>1 …` tells its length, anything else ends with a line. Each message may do it its own way. Holds at
 * most one message.
 */
export function createFraming(): Framing {
  let held: Buffer = Buffer.alloc(0);
  /** Bytes of the present message that are still to come; undefined where a line ends it. */
  let counted: number | undefined;
  let isBetween = true;
  let isPassing = false;
  let cut = 0;

  return {
    get cut() {
      return cut;
    },
    push(chunk, onMessage) {
      let rest = chunk;
      while (rest.length > 0) {
        if (isBetween) rest = begin(rest);
        else rest = counted === undefined ? untilLine(rest, onMessage) : untilCounted(rest, onMessage);
      }
    },
    end(onMessage) {
      if (!isBetween || held.length > 0) finish(onMessage);
    },
  };

  /** Looks at the first bytes of a message, which may come one by one. */
  function begin(bytes: Buffer): Buffer {
    const all = held.length > 0 ? Buffer.concat([held, bytes]) : bytes;
    held = Buffer.alloc(0);
    let at = 0;
    while (at < all.length && at < MOST_DIGITS && isDigit(all[at] as number)) at++;
    const isMore = at === all.length && at < MOST_DIGITS;
    if (isMore && all[0] !== 0x30) {
      held = Buffer.from(all);
      return Buffer.alloc(0);
    }
    isBetween = false;
    if (at > 0 && all[0] !== 0x30 && all[at] === SPACE) {
      counted = Number(all.toString('latin1', 0, at));
      return all.subarray(at + 1);
    }
    counted = undefined;
    return all;
  }

  function untilCounted(bytes: Buffer, onMessage: (message: Buffer) => void): Buffer {
    const taken = Math.min(counted as number, bytes.length);
    hold(bytes.subarray(0, taken));
    counted = (counted as number) - taken;
    if (counted === 0) finish(onMessage);
    return bytes.subarray(taken);
  }

  function untilLine(bytes: Buffer, onMessage: (message: Buffer) => void): Buffer {
    const end = bytes.indexOf(NEWLINE);
    hold(end < 0 ? bytes : bytes.subarray(0, end));
    if (end < 0) return Buffer.alloc(0);
    finish(onMessage);
    return bytes.subarray(end + 1);
  }

  function hold(bytes: Buffer): void {
    const room = MOST_BYTES - held.length;
    if (bytes.length > room && !isPassing) {
      isPassing = true;
      cut++;
    }
    if (room > 0) held = Buffer.concat([held, bytes.subarray(0, room)]);
  }

  function finish(onMessage: (message: Buffer) => void): void {
    const message = held;
    held = Buffer.alloc(0);
    counted = undefined;
    isBetween = true;
    isPassing = false;
    if (message.length > 0) onMessage(message);
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
