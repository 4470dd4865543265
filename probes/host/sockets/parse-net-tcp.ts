import { Scanner } from '../scanner.ts';

/** States 1 to 11, and the newer 12 (a half-open connection that counts as asked for) with 3. */
const STATES = 11;
const NEW_SYN_RECV = 12;
const SYN_RECV = 3;

/** Adds the connections of `/proc/net/tcp` or `tcp6` to the counts by state, the first being state 1. */
export function countTcpStates(bytes: Buffer, counts: Float64Array): void {
  const scanner = new Scanner(bytes);
  for (scanner.nextLine(); !scanner.done; scanner.nextLine()) {
    scanner.skip(3);
    scanner.skipBlanks();
    const state = hexDigit(bytes[scanner.at]) * 16 + hexDigit(bytes[scanner.at + 1]);
    const known = state === NEW_SYN_RECV ? SYN_RECV : state;
    if (known >= 1 && known <= STATES) counts[known - 1]!++;
  }
}

function hexDigit(byte = 0): number {
  return byte >= 0x41 ? (byte & 0x5f) - 0x37 : byte - 0x30;
}
