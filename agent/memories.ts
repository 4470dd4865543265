import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Memory } from '#probes/probe.ts';
import { readIfThere, writeWhole } from './data-folder.ts';

/** The small maps of the probes, one JSON file each in a folder of their own. */
export interface Memories {
  /** The same name gives the same map. */
  remember(name: string): Memory;
  /** Writes what is not written yet. Never rejects. */
  close(): Promise<void>;
}

export interface MemoriesOptions {
  folder: string;
  /** Called when a file cannot be written or read; what is in memory goes on. */
  onTrouble(why: string): void;
}

/** A burst of changes is one write. */
const WRITE_AFTER_MS = 1_000;
const RETRY_MS = 60_000;
/** Of one map; beyond it what was changed longest ago is forgotten. */
const MAX_KEYS = 50_000;

export function openMemories({ folder, onTrouble }: MemoriesOptions): Memories {
  const opened = new Map<string, { memory: Memory; save(): Promise<void> }>();
  return {
    remember(name) {
      const before = opened.get(name);
      if (before) return before.memory;
      if (!/^[a-z][a-z0-9_-]*$/.test(name)) throw new Error(`"${name}" is no name of a file`);
      const made = openOne(join(folder, `${name}.json`));
      opened.set(name, made);
      return made.memory;
    },
    async close() {
      await Promise.all([...opened.values()].map(({ save }) => save()));
    },
  };

  function openOne(path: string): { memory: Memory; save(): Promise<void> } {
    const values = load(path);
    let timer: NodeJS.Timeout | undefined;
    let isChanged = false;
    let saving: Promise<void> | undefined;
    const memory: Memory = {
      get: (key) => values.get(key),
      set(key, value) {
        if (value === undefined && !values.has(key)) return;
        values.delete(key);
        if (value !== undefined) values.set(key, value);
        const [oldest] = values.size > MAX_KEYS ? values.keys() : [];
        if (oldest !== undefined) values.delete(oldest);
        isChanged = true;
        later(WRITE_AFTER_MS);
      },
    };
    return { memory, save };

    function later(ms: number): void {
      timer ??= setTimeout(() => void save(), ms).unref();
    }

    async function save(): Promise<void> {
      clearTimeout(timer);
      timer = undefined;
      await saving;
      if (!isChanged) return;
      isChanged = false;
      saving = write();
      await saving;
    }

    async function write(): Promise<void> {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        await writeWhole(path, JSON.stringify(Object.fromEntries(values)));
      } catch (error) {
        isChanged = true;
        onTrouble((error as Error).message);
        later(RETRY_MS);
      }
    }
  }

  function load(path: string): Map<string, unknown> {
    try {
      return new Map(Object.entries(JSON.parse(readIfThere(path) ?? '{}')));
    } catch (error) {
      onTrouble(`${path} is not understood and begins anew: ${(error as Error).message}`);
      return new Map();
    }
  }
}
