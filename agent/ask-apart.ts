import { execFile } from 'node:child_process';
import type { ApartQuestion } from '#probes/probe.ts';

/** The word behind which this program, started again, finds a question to answer; not for people. */
export const ANSWER_FLAG = '--answer';

/** An inventory of a machine with many disks is some tens of kilobytes. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Starts this program again to answer one question, and takes the answer from its output. */
export function askApart(question: ApartQuestion, signal: AbortSignal): Promise<unknown> {
  const [program, file] = process.argv;
  return new Promise((resolve, reject) => {
    execFile(
      program,
      [file, ANSWER_FLAG, question],
      { signal, maxBuffer: MAX_ANSWER_BYTES, windowsHide: true, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        if (error) return reject(new Error(stderr.trim().split('\n')[0] || error.message));
        try {
          resolve(JSON.parse(stdout));
        } catch (cause) {
          reject(new Error('the answer is not understood', { cause }));
        }
      },
    );
  });
}
