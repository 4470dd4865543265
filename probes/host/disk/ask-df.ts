import { execFile } from 'node:child_process';
import type { Answer } from '../patience.ts';
import type { Answers } from './ask-mounts.ts';
import { type DfRow, parseDf } from './parse-df.ts';
import type { Space } from './space.ts';

const KIB = 1024;

let underWay = false;

/** Asks `df` twice, for space and inodes: the way of Node 16, which has no `statfs`. One pair of children at a time. */
export async function askDf(paths: readonly string[], timeoutMs: number): Promise<Answers> {
  const answers: Answers = new Map();
  if (underWay) {
    for (const path of paths) answers.set(path, { why: 'df still has not answered an earlier question' });
    return answers;
  }
  underWay = true;
  try {
    const [space, inodes] = await Promise.all([
      runDf(['-kP', '--', ...paths], timeoutMs),
      runDf(['-iP', '--', ...paths], timeoutMs),
    ]);
    for (const path of paths) answers.set(path, toAnswer(space.get(path), inodes.get(path)));
  } finally {
    underWay = false;
  }
  return answers;
}

function toAnswer(space: DfRow | undefined, inodes: DfRow | undefined): Answer<Space> {
  if (space === undefined) return { why: 'df did not answer for it' };
  const value = {
    bsize: KIB,
    blocks: space.total,
    bfree: space.total - space.used,
    bavail: space.free,
    files: inodes?.total ?? 0,
    ffree: inodes?.free ?? 0,
  };
  return { value };
}

/** `df` ends with an error when one of many paths cannot be read; what it printed for the others counts. */
function runDf(args: readonly string[], timeoutMs: number): Promise<Map<string, DfRow>> {
  return new Promise((resolve) => {
    const options = {
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      env: { ...process.env, LC_ALL: 'C' },
    } as const;
    execFile('df', args, options, (_error, stdout) => resolve(parseDf(stdout)));
  });
}
