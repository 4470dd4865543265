import { runBeat } from '#agent/beat-command/main.ts';

await runBeat(process.argv.slice(2));
