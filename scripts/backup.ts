import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runBackupCommand } from '#collector/backup/command/backup-command.ts';
import { projectFolder } from './run-tool.ts';
import { stoppedByHand } from './stopped-by-hand.ts';

process.exitCode = await runBackupCommand(process.argv.slice(2), {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  progress: process.stderr,
  signal: stoppedByHand(),
  nowMs: Date.now,
  ward: JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')).version,
});
