/** Backs up a data directory, or restores one, and tells each step to its parent, who kills it. Part of the crash test. */
import { backUpStill } from './back-up-still.ts';
import { restorePoint } from './restore.ts';

const [what, folder, dataDir] = process.argv.slice(2);
const tell = () => void process.send?.('step');
if (what === 'backup') {
  const job = {
    to: folder,
    dataDir,
    ledger: { kind: 'sqlite' },
    store: 'embedded',
    keep: 2,
    withKey: true,
    ward: '',
  } as const;
  await backUpStill(job, { nowMs: Date.now, say: tell });
} else await restorePoint({ from: folder, to: dataDir, onBytes: tell });
tell();
process.disconnect();
