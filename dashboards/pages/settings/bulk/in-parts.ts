import type { BulkAnswer, BulkResult } from '../../../api/bulk.ts';

/** So many are sent at a time: each part is done whole, and between two people see how far it is. */
const PART = 250;

/** Does something with many targets, part by part. What one part has done stays done when a later one fails. */
export async function inParts(
  ids: readonly string[],
  send: (part: string[]) => Promise<BulkAnswer>,
  onProgress: (done: number) => void,
): Promise<BulkResult[]> {
  const results: BulkResult[] = [];
  for (let at = 0; at < ids.length; at += PART) {
    onProgress(at);
    results.push(...(await send(ids.slice(at, at + PART))).results);
  }
  onProgress(ids.length);
  return results;
}
