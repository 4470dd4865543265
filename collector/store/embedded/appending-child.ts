/** Appends rows and flushes now and then until it is killed; tells its parent how far it is durable. Part of the crash test. */
import { rowsOf, schemaOf } from './crash-rows.ts';
import { openEmbeddedStore } from './embedded-store.ts';

const [folder] = process.argv.slice(2);
const store = await openEmbeddedStore(folder, { headBytes: 200_000, recentBytes: 50_000 });
for (let position = await store.position(); ; position++) {
  await store.append(rowsOf(position), position + 1);
  if (position % 37 === 0) {
    await store.flush();
    process.send?.({ durable: position + 1 });
  }
  if (position % 211 === 0) await store.maintain(schemaOf(0).startMs + position * 10_000);
  await new Promise((resolve) => setImmediate(resolve));
}
