import { parseArgs } from 'node:util';
import { machine } from './process-cost.ts';
import { type Benchmark, formatRows } from './row.ts';

/** Every benchmark; each is loaded only when it is asked for. */
const BENCHMARKS: Record<string, () => Promise<Benchmark>> = {
  agent: async () => (await import('./agent.ts')).agentBenchmark,
  intake: async () => (await import('./intake.ts')).intakeBenchmark,
  store: async () => (await import('./store.ts')).storeBenchmark,
  stores: async () => (await import('./stores.ts')).storesBenchmark,
  live: async () => (await import('./live.ts')).liveBenchmark,
  pages: async () => (await import('./pages.ts')).pagesBenchmark,
  query: async () => (await import('./query.ts')).queryBenchmark,
  snmp: async () => (await import('./snmp.ts')).snmpBenchmark,
  probes: async () => (await import('./probes.ts')).probesBenchmark,
  storm: async () => (await import('./storm.ts')).stormBenchmark,
  rules: async () => (await import('./rules.ts')).rulesBenchmark,
  ledger: async () => (await import('./ledger.ts')).ledgerBenchmark,
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      peers: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      scale: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  const [name] = positionals;
  const load = BENCHMARKS[name ?? ''];
  if (values.help || !load) {
    console.log(await usage(name));
    return values.help ? 0 : 2;
  }
  const scale = Number(values.scale);
  if (!(scale > 0 && scale <= 10)) {
    console.error(`--scale ${values.scale} is no share: a number above 0 and up to 10, 1 is the full run`);
    return 2;
  }
  const benchmark = await load();
  const rows = await benchmark.run({
    peers: values.peers,
    scale,
    say: (text) => console.error(text),
  });
  if (values.json) console.log(JSON.stringify({ name, machine: machine(), rows }, null, 2));
  else console.log(`${machine()}\n\n${formatRows(rows)}`);
  return 0;
}

async function usage(asked: string | undefined): Promise<string> {
  const lines = ['npm run bench -- <name> [--peers] [--json] [--scale 0.1]', ''];
  if (asked) lines.unshift(`there is no benchmark named ${asked}`, '');
  for (const [name, load] of Object.entries(BENCHMARKS))
    lines.push(`  ${name.padEnd(8)} ${(await load()).about}`);
  return lines.join('\n');
}

process.exitCode = await main();
