import { parseArgs } from 'node:util';
import type { Proof } from './proof.ts';

/** Every long proof; `npm test` runs each in its short form. */
const PROOFS: Record<string, () => Promise<Proof>> = {
  kill: async () => (await import('./kill.ts')).killProof,
  room: async () => (await import('./room.ts')).roomProof,
  alerts: async () => (await import('./alerts/alerts.ts')).alertsProof,
  ledger: async () => (await import('./ledger/ledger.ts')).ledgerProof,
  copy: async () => (await import('./copy/copy.ts')).copyProof,
  backup: async () => (await import('./backup/backup.ts')).backupProof,
  wall: async () => (await import('./wall/wall.ts')).wallProof,
  stores: async () => (await import('./stores/stores.ts')).storesProof,
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: String(Date.now() % 1e6) },
      count: { type: 'string' },
      store: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [name] = positionals;
  const load = PROOFS[name ?? ''];
  const minutes = Number(values.minutes);
  const seed = Number(values.seed);
  const count = values.count === undefined ? undefined : Number(values.count);
  if (values.help || !load || !(minutes > 0) || Number.isNaN(seed) || !(count === undefined || count > 0)) {
    console.log('npm run prove -- <name> [--minutes N] [--seed N] [--count N] [--store NAME]\n');
    for (const [each, one] of Object.entries(PROOFS))
      console.log(`  ${each.padEnd(8)} ${(await one()).about}`);
    return values.help ? 0 : 2;
  }
  const proof = await load();
  const result = await proof.run({
    seconds: minutes * 60,
    seed,
    count,
    store: values.store,
    say: (text) => console.error(text),
  });
  console.log(JSON.stringify(result, null, 2));
  if (result.violations.length === 0) console.log(`${name}: proved`);
  else console.error(`${name}: ${result.violations.length} violations`);
  return result.violations.length === 0 ? 0 : 1;
}

process.exitCode = await main();
