/** A teller in a process of its own, which a test may kill: `node test-telling-child.ts <address, JSON> <data directory>`. */
import { openLedger } from '#collector/ledger/open-ledger.ts';
import { sealWith } from '#collector/people/seal.ts';
import { rulesIn } from '#collector/rules/rules-repository.ts';
import { channelsIn } from './channels-repository.ts';
import { Teller } from './teller.ts';

const [address, dataDir] = process.argv.slice(2) as [string, string];
const sql = openLedger(JSON.parse(address), dataDir);
const nowMs = () => Date.now();
new Teller({
  sql,
  channels: channelsIn(sql, sealWith(Buffer.alloc(32, 1)), nowMs),
  rules: rulesIn(sql, nowMs),
  organisation: () => ({ language: 'en', zone: 'Asia/Shanghai' }),
  targetName: (id) => id,
  pagesUrl: () => '',
  nowMs,
  onFault: (what, error) => process.stderr.write(`${what}: ${error.message}\n`),
}).start();
