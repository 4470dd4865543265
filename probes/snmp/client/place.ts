import { lookup } from 'node:dns/promises';
import { isIP, SocketAddress } from 'node:net';
import { ProbeError } from '../../probe-error.ts';

/** A device's address and port, in the one form in which the sender of a datagram is told. */
export interface Place {
  family: 4 | 6;
  address: string;
  /** The same, with the zone that a link-local address needs. */
  sendTo: string;
  port: number;
}

/** The place of an IP address; undefined for a name. */
export function placeOf(address: string, port: number): Place | undefined {
  const [bare = '', zone] = address.split('%');
  const family = isIP(bare);
  if (family === 0) return undefined;
  const canonical = new SocketAddress({ address: bare, family: family === 4 ? 'ipv4' : 'ipv6' }).address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(canonical)?.[1];
  if (family === 4 || mapped) {
    const v4 = mapped ?? canonical;
    return { family: 4, address: v4, sendTo: v4, port };
  }
  return { family: 6, address: canonical, sendTo: zone ? `${canonical}%${zone}` : canonical, port };
}

/** The place of an address or a name. A name is asked for once; who keeps the answer sends to an address. */
export async function resolvePlace(address: string, port: number, signal: AbortSignal): Promise<Place> {
  const place = placeOf(address, port);
  if (place) return place;
  const found = await unlessAborted(lookup(address), signal).catch((cause: NodeJS.ErrnoException) => {
    if (signal.aborted) throw cause;
    const isUnknown = cause.code === 'ENOTFOUND';
    const why = isUnknown ? 'is not known' : `could not be resolved (${cause.code})`;
    throw new ProbeError(isUnknown ? 'misconfigured' : 'silent', `the name ${address} ${why}`, { cause });
  });
  return placeOf(found.address, port)!;
}

/** How a place is shown to people. */
export function showPlace({ family, sendTo, port }: Place): string {
  return family === 6 ? `[${sendTo}]:${port}` : `${sendTo}:${port}`;
}

/** One key for all that is said from there. */
export function placeKey(address: string, port: number): string {
  return `${address}|${port}`;
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
