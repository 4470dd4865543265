import { once } from 'node:events';
import { runReplayCommand } from '#simulator/replay/replay-command.ts';

const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(() => {});
process.exitCode = await runReplayCommand(process.argv.slice(2), {
  print: (text) => process.stdout.write(`${text}\n`),
  now: Date.now,
  stopped,
});
