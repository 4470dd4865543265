import { runStoreCommand } from '#collector/store/copy/command/main.ts';

// The first Ctrl-C ends in good order, the second one at once.
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
    console.error('\nending in good order …');
  });
}
process.exitCode = await runStoreCommand(process.argv.slice(2), {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  progress: process.stderr,
  signal: stopping.signal,
  nowMs: Date.now,
});
