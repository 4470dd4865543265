/** The same answer to another question, whose id has the same length. */
export function withId(answer: Buffer, id: Buffer): Buffer {
  const copy = Buffer.from(answer);
  id.copy(copy, idPosition(answer));
  return copy;
}

/** The same answer under an id that nobody asked with. */
export function withAnotherId(answer: Buffer): Buffer {
  const copy = Buffer.from(answer);
  const at = idPosition(answer);
  copy[at + copy[at - 1]! - 1]! ^= 0x55;
  return copy;
}

/** Where the id begins: behind the headers of the message, its version, the community, and the headers of the PDU. */
function idPosition(message: Buffer): number {
  const communityAt = behindHeader(message, 0) + 3;
  const pduAt =
    behindHeader(message, communityAt) + message.readUInt8(behindHeader(message, communityAt) - 1);
  return behindHeader(message, pduAt) + 2;
}

function behindHeader(message: Buffer, at: number): number {
  const length = message[at + 1]!;
  return at + 2 + (length < 0x80 ? 0 : length & 0x7f);
}
