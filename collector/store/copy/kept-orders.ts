import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CopyOrder, copyFolder, type WrittenCopyOrder } from './copy-order.ts';
import { sideName } from './side-address.ts';

/** An order that a collector has begun and not ended. */
export interface KeptOrder {
  from: string;
  to: string;
  /** Null where it held a secret, which is written nowhere: somebody has to give the order again. */
  order: WrittenCopyOrder | null;
}

const FILE = 'order.json';

/** Writes down that this order is under way, so that a restart goes on with it. */
export function keepOrder(dataDir: string, order: CopyOrder, written: WrittenCopyOrder): void {
  const folder = copyFolder(dataDir, order);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const hasSecret = [order.from, order.to].some((side) => 'secret' in side && side.secret !== '');
  const kept: KeptOrder = {
    from: sideName(order.from),
    to: sideName(order.to),
    order: hasSecret ? null : written,
  };
  const file = join(folder, FILE);
  writeFileSync(`${file}.new`, JSON.stringify(kept));
  renameSync(`${file}.new`, file);
}

/** It has ended, or nobody wants it any more; how far it is stays known. */
export function forgetOrder(dataDir: string, order: CopyOrder): void {
  rmSync(join(copyFolder(dataDir, order), FILE), { force: true });
}

/** Every order that is under way or was interrupted. */
export function keptOrders(dataDir: string): KeptOrder[] {
  const folder = join(dataDir, 'copies');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name, FILE))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as KeptOrder);
}
