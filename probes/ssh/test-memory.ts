import type { Memory, ProbeOptions } from '#probes/probe.ts';

/** Options of a program that remembers, with a clock to set. */
export interface TestOptions extends ProbeOptions {
  nowMs: number;
  /** Everything that is remembered, by the name of the memory and the key. */
  memories: Record<string, Record<string, unknown>>;
}

export function testOptions(): TestOptions {
  const options: TestOptions = {
    procPath: '/nowhere',
    sysPath: '/nowhere',
    nowMs: 1_700_000_000_000,
    memories: {},
    now: () => options.nowMs,
    remember(name): Memory {
      options.memories[name] ??= {};
      const values = options.memories[name] as Record<string, unknown>;
      return {
        get: (key) => values[key],
        set(key, value) {
          if (value === undefined) delete values[key];
          else values[key] = JSON.parse(JSON.stringify(value));
        },
      };
    },
  };
  return options;
}
