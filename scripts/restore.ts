import { runRestoreCommand } from '#collector/backup/command/restore-command.ts';
import { stoppedByHand } from './stopped-by-hand.ts';

process.exitCode = await runRestoreCommand(process.argv.slice(2), {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  progress: process.stderr,
  signal: stoppedByHand(),
  nowMs: Date.now,
});
