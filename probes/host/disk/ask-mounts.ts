import * as fs from 'node:fs';
import { type Answer, patience } from '../patience.ts';
import { askDf } from './ask-df.ts';
import type { Space } from './space.ts';

/** Asks one mount for its space. */
export type AskSpace = (path: string) => Promise<Space>;

/** The space of each path, or the reason why there is none. */
export type Answers = Map<string, Answer<Space>>;

/** Asks mounts one after another and gives up on those that take too long; see `patience`. */
export function mountAsker(timeoutMs: number, ask: AskSpace | undefined = nodeStatfs()) {
  const askPatiently = patience(timeoutMs);
  return async (paths: readonly string[], signal: AbortSignal): Promise<Answers> => {
    if (ask === undefined) return askDf(paths, timeoutMs);
    const answers: Answers = new Map();
    for (const path of paths) {
      if (signal.aborted) answers.set(path, { why: 'the collection was stopped' });
      else answers.set(path, await askPatiently(path, () => ask(path)));
    }
    return answers;
  };
}

/** Node has had `statfs` since 18.15; undefined before. */
function nodeStatfs(): AskSpace | undefined {
  return fs.promises.statfs === undefined ? undefined : (path) => fs.promises.statfs(path);
}
