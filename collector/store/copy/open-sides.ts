import type { StoreAddress } from '#collector/config/store-address.ts';
import type { StoreOptions } from '../open-store.ts';
import type { Store } from '../store.ts';
import type { CopyOrder } from './copy-order.ts';
import { CopyRefusedError, type OpenSide, openFolder, openOwn } from './open-side.ts';
import { type SideAddress, sideName } from './side-address.ts';
import { type CopyDestination, type CopySource, destinationOf, sourceOf } from './sides.ts';

/** The store that a collector has open while it runs, and the way into it. */
export interface LiveSide {
  address: StoreAddress;
  store: Store;
  destination: CopyDestination;
}

/** Both ends of a copy, open. */
export interface OpenSides {
  from: CopySource;
  to: CopyDestination;
  close(): Promise<void>;
}

/**
 * Opens what an order names, the source first: a destination that is new begins with an empty catalog, and must not take
 * one that nobody has put an address to. What a collector has open is used as it is.
 */
export async function openSides(
  order: CopyOrder,
  options: StoreOptions,
  live: LiveSide | undefined,
): Promise<OpenSides> {
  const names = [sideName(order.from), sideName(order.to)];
  if (names[0] === names[1]) throw new CopyRefusedError(`both sides are ${names[0]}: give two stores`);
  const own = live && sideName(live.address);
  const opened: OpenSide[] = [];

  async function open(side: SideAddress, role: 'from' | 'to'): Promise<Store> {
    const found = await openSide(side, role, options);
    opened.push(found);
    return found.store;
  }

  try {
    const from = live && names[0] === own ? sourceOf(live.store) : sourceOf(await open(order.from, 'from'));
    const to = live && names[1] === own ? live.destination : destinationOf(await open(order.to, 'to'));
    return { from, to, close };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }

  async function close(): Promise<void> {
    await Promise.allSettled(opened.map((side) => side.close()));
  }
}

async function openSide(side: SideAddress, role: 'from' | 'to', options: StoreOptions): Promise<OpenSide> {
  if (side.kind === 'folder') return openFolder(side.path, options, role === 'from');
  if (side.kind === 'memory') {
    throw new CopyRefusedError(
      'what is in memory is there only as long as its collector runs: give this order while it does',
    );
  }
  const own = await openOwn(side, options, role);
  try {
    if (!(await own.store.setback())) return own;
  } catch (error) {
    await own.close().catch(() => {});
    throw error;
  }
  await own.close().catch(() => {});
  throw new CopyRefusedError(
    `${sideName(side)} was emptied, or an older copy of it put back, since the collector of ${options.dataDir} has last fed it: start that collector with it, and copy while it runs`,
  );
}
