import { runLedgerCommand } from '#collector/ledger/command/ledger-command.ts';

process.exitCode = await runLedgerCommand(process.argv.slice(2), {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  nowMs: Date.now,
});
