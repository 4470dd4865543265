import type { Probe } from './probe.ts';

/**
 * A probe whose work is loaded with the first question: an agent that asks nothing of the kind loads neither its libraries
 * nor its threads. What could not be loaded may be there the next time.
 */
export function lazyProbe(load: () => Promise<Probe>): Probe {
  let loaded: Promise<Probe> | undefined;
  return {
    async collect(signal) {
      loaded ??= load().catch((error) => {
        loaded = undefined;
        throw error;
      });
      return (await loaded).collect(signal);
    },
    async close() {
      const probe = await loaded?.catch(() => undefined);
      await probe?.close();
    },
  };
}
