import * as fs from 'node:fs';
import { type Answer, patience } from '../patience.ts';
import { askDf } from './ask-df.ts';
import type { Space } from './space.ts';

/** Asks one mount for its space. */
export type AskSpace = (path: string) => Promise<Space>;

/** The space of each path, or the reason why there is none. */
export type Answers = Map<string, Answer<Space>>;

/** Starting `df` costs a hundred times more than `statfs`. */
const DF_EVERY_MS = 60_000;

/** Asks mounts one after another and gives up on those that take too long; see `patience`. */
export function mountAsker(timeoutMs: number, ask: AskSpace | undefined = nodeStatfs()) {
  if (ask === undefined) return dfAsker(timeoutMs);
  const askPatiently = patience(timeoutMs);
  return async (paths: readonly string[], signal: AbortSignal): Promise<Answers> => {
    const answers: Answers = new Map();
    for (const path of paths) {
      if (signal.aborted) answers.set(path, { why: 'the collection was stopped' });
      else answers.set(path, await askPatiently(path, () => ask(path)));
    }
    return answers;
  };
}

/** Asks `df` about once a minute, or when the mounts are others, and repeats its answers in between. */
export function dfAsker(timeoutMs: number, ask: typeof askDf = askDf) {
  let answers: Answers = new Map();
  let askedAtMs = Number.NEGATIVE_INFINITY;
  return async (paths: readonly string[], _signal: AbortSignal, nowMs: number): Promise<Answers> => {
    const same = paths.length === answers.size && paths.every((path) => answers.has(path));
    if (same && Math.abs(nowMs - askedAtMs) < DF_EVERY_MS) return answers;
    answers = await ask(paths, timeoutMs);
    askedAtMs = nowMs;
    return answers;
  };
}

/** Node has had `statfs` since 18.15; undefined before. */
function nodeStatfs(): AskSpace | undefined {
  return fs.promises.statfs === undefined ? undefined : (path) => fs.promises.statfs(path);
}
