/**
 * `keeps` names a program that goes on until it is told to stop: while it runs, its dependencies are not replaced.
 *
 * @typedef {{ file: string, does: string, keeps?: string }} Command
 */

/**
 * Everything that `npm run` offers: the file that Node 24 runs for it, and what it is for.
 * A line here and one in package.json make a command.
 *
 * @type {Record<string, Command>}
 */
export const commands = {
  start: { file: 'scripts/start.ts', does: 'collector, pages and agent on this machine', keeps: 'collector' },
  agent: { file: 'agent/main.ts', does: 'an agent alone, for a collector elsewhere', keeps: 'agent' },
  check: { file: 'scripts/check.ts', does: 'one probe once, with everything that it read' },
  beat: { file: 'scripts/beat.ts', does: 'a command of yours, whose start and end the collector is told' },
  ledger: {
    file: 'scripts/ledger.ts',
    does: 'moves the ledger between SQLite and PostgreSQL, and checks it',
  },
  store: { file: 'scripts/store.ts', does: 'moves samples from one store to another, and compares two' },
  backup: { file: 'scripts/backup.ts', does: 'backs a collector up, also one that runs' },
  restore: { file: 'scripts/restore.ts', does: 'puts a backup back, or proves that it can be put back' },
  simulate: { file: 'scripts/simulate.ts', does: 'a recorded device that answers SNMP on this machine' },
  demo: { file: 'scripts/demo.ts', does: 'all of it, watching a simulated machine room', keeps: 'collector' },
  test: { file: 'scripts/test.ts', does: 'every check and every test' },
  'check-code': { file: 'scripts/check-code.ts', does: 'types and lint only' },
  bench: { file: 'bench/main.ts', does: 'measurements, with peers beside them on request' },
  prove: { file: 'e2e/prove/main.ts', does: 'the long proofs, such as killing programs under load' },
  bundle: { file: 'scripts/bundle.ts', does: 'what is installed: the pages, and the agent as one file' },
  pictures: {
    file: 'dashboards/dev/pictures.ts',
    does: 'every page in both languages, three sizes, light and dark, for looking at',
  },
  docs: { file: 'scripts/docs.ts', does: 'writes the generated pages of docs/' },
};

/**
 * What a word on the command line means. A path of a TypeScript file is taken too, for whoever wants to run one by
 * hand without having Node 24.
 *
 * @param {string | undefined} name
 * @returns {Command | undefined}
 */
export function findCommand(name) {
  if (name?.endsWith('.ts')) return { file: name, does: '' };
  return name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
}

/** The table for people. */
export function listCommands() {
  const lines = Object.entries(commands).map(([name, { does }]) => `  ${name.padEnd(12)}${does}`);
  return ['Usage: npm run <command> -- [options]', '', ...lines].join('\n');
}
