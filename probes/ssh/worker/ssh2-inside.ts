import type { Client } from 'ssh2';

/*
 * What is used of ssh2 beyond its documented interface, in one place. The version is pinned exactly, and a test
 * shakes hands in this way.
 */

interface GroupExchange {
  _minBits?: number;
  _prefBits?: number;
}

interface Inside {
  _protocol?: { _kex?: GroupExchange };
}

const COMWARE_BITS = 1_024;

/**
 * Asks for small primes where the server is an old Comware that has none but those: ssh2 asks for at least 2,048 bits,
 * such a device answers with 1,024 all the same, and the two hash different requests. `ident` is asked when the key
 * exchange was chosen, right before its first packet.
 */
export function smallPrimesForComware(client: Client, ident: () => string): void {
  const protocol = (client as unknown as Inside)._protocol;
  if (protocol === undefined) return;
  let chosen = protocol._kex;
  Object.defineProperty(protocol, '_kex', {
    configurable: true,
    enumerable: true,
    get: () => chosen,
    set(exchange: GroupExchange | undefined) {
      chosen = exchange;
      if (exchange?._minBits === undefined || !/comware/i.test(ident())) return;
      exchange._minBits = COMWARE_BITS;
      exchange._prefBits = COMWARE_BITS;
    },
  });
}
