/** Aborts with the first Ctrl-C, so that a command ends in good order; the second one ends it at once. */
export function stoppedByHand(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort();
      console.error('\nending in good order …');
    });
  }
  return stopping.signal;
}
