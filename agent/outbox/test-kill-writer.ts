/*
 * Test support: appends to an outbox as fast as it can and prints every item that was reported kept on disk, until
 * somebody kills it.
 */
import { writeSync } from 'node:fs';
import { encodeFrameBody, ITEM } from '#protocol/frame.ts';
import { openOutbox } from './outbox.ts';

const outbox = await openOutbox({
  folder: process.argv[2] as string,
  limitBytes: 64 * 1024 ** 2,
  onLoss: (loss) => writeSync(1, `lost ${JSON.stringify(loss)}\n`),
  onDisk: (error) => writeSync(1, `disk ${error}\n`),
  monotonicMs: () => performance.now(),
});

for (let value = 1; ; value += 3) {
  const bodies = [value, value + 1, value + 2].map((each) =>
    encodeFrameBody('00112233445566778899aabbccddeeff', each, new Float64Array(1 + (each % 200)).fill(each)),
  );
  const { items, kept } = outbox.append(bodies.map((body) => ({ kind: ITEM.frame, body })));
  const where = await kept;
  for (const { sequence } of items) writeSync(1, `kept ${where} ${outbox.epoch} ${sequence} ${value}\n`);
}
