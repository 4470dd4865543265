import type { Memory, ProbeOptions } from '#probes/probe.ts';

/**
 * Options for a target that was written as `name` and is asked at `address`. What is remembered of it is remembered
 * under its name, even when that leads elsewhere by now: a host key must not be forgotten because somebody answers for
 * a name.
 */
export function underName(options: ProbeOptions, address: string, name: string): ProbeOptions {
  const { remember } = options;
  const named = { ...options, host: name };
  if (remember === undefined || address === name) return named;
  return { ...named, remember: (of) => renamed(remember(of), address, name) };
}

function renamed(memory: Memory, address: string, name: string): Memory {
  const keyOf = (key: string): string => key.split(address).join(name);
  return {
    get: (key) => memory.get(keyOf(key)),
    set: (key, value) => memory.set(keyOf(key), value),
  };
}
