import { fork } from 'node:child_process';

/** A process that takes part in a benchmark and answers one message with one. */
export interface Child<To, From> {
  pid: number;
  ask(message: To): Promise<From>;
  end(): void;
}

/** What a child says when it could not do what it was asked. */
export interface Failed {
  type: 'failed';
  error: string;
}

/** Starts `file` as a process of its own, so that its CPU is not counted with the measured program's. */
export function startChild<To, From extends { type: string }>(file: URL): Child<To, From> {
  const child = fork(file);
  return {
    pid: child.pid as number,
    end: () => {
      if (child.connected) child.disconnect();
    },
    ask: (message) =>
      new Promise((resolve, reject) => {
        const gone = (code: number | null) => reject(new Error(`${file.pathname} ended with ${code}`));
        child.once('exit', gone);
        child.once('message', (answer: From | Failed) => {
          child.off('exit', gone);
          if (isFailed(answer)) reject(new Error(`${file.pathname}: ${answer.error}`));
          else resolve(answer);
        });
        child.send(message as object);
      }),
  };
}

/** The other side: answers each message with what `obey` makes of it, until the one who asks is gone. */
export function serveParent<To, From>(obey: (message: To) => Promise<From>): void {
  process.on('message', async (message: To) => {
    try {
      process.send?.(await obey(message));
    } catch (error) {
      process.send?.({ type: 'failed', error: String((error as Error).stack ?? error) } satisfies Failed);
    }
  });
  process.on('disconnect', () => process.exit());
}

function isFailed(answer: { type: string }): answer is Failed {
  return answer.type === 'failed';
}
