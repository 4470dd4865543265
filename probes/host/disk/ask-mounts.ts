import * as fs from 'node:fs';
import { askDf } from './ask-df.ts';
import type { Space } from './space.ts';

/** Asks one mount for its space. */
export type AskSpace = (path: string) => Promise<Space>;

/** An answer for each path: the space, or the reason why there is none. */
export type Answers = Map<string, Space | string>;

/** Calls that do not come back and may be under way at once: each holds one of Node's four threads. */
const MOST_HUNG = 2;

/**
 * Asks mounts one after another and gives up on those that take too long. A call to a dead server cannot be taken
 * back: such a mount is not asked again until its call returns, and two of them end the asking for all others.
 */
export function mountAsker(timeoutMs: number, ask: AskSpace | undefined = nodeStatfs()) {
  const hung = new Set<string>();
  return async (paths: readonly string[], signal: AbortSignal): Promise<Answers> => {
    if (ask === undefined) return askDf(paths, timeoutMs);
    const answers: Answers = new Map();
    for (const path of paths)
      answers.set(path, signal.aborted ? 'the collection was stopped' : await askOne(path, ask));
    return answers;
  };

  function askOne(path: string, askSpace: AskSpace): Promise<Space | string> | string {
    if (hung.has(path)) return 'still has not answered an earlier question';
    if (hung.size >= MOST_HUNG) return `not asked while ${hung.size} other mounts do not answer`;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        hung.add(path);
        resolve(`no answer within ${timeoutMs} ms`);
      }, timeoutMs);
      const settle = (answer: Space | string) => {
        clearTimeout(timer);
        hung.delete(path);
        resolve(answer);
      };
      askSpace(path).then(settle, (error: Error) => settle(error.message));
    });
  }
}

/** Node has had `statfs` since 18.15; undefined before. */
function nodeStatfs(): AskSpace | undefined {
  return fs.promises.statfs === undefined ? undefined : (path) => fs.promises.statfs(path);
}
