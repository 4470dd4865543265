import { fork } from 'node:child_process';

/** A process that takes part in a benchmark and answers one message with one. */
export interface Child<To, From> {
  ask(message: To): Promise<From>;
  /** Tells it to end; nothing is answered. */
  tell(message: To): void;
}

/** Starts `file` as a process of its own, so that its CPU is not counted with the measured program's. */
export function startChild<To, From extends { type: string }>(file: URL): Child<To, From> {
  const child = fork(file);
  return {
    tell: (message) => void child.send(message as object),
    ask: (message) =>
      new Promise((resolve, reject) => {
        const gone = (code: number | null) => reject(new Error(`${file.pathname} ended with ${code}`));
        child.once('exit', gone);
        child.once('message', (answer: From & { error?: string }) => {
          child.off('exit', gone);
          if (answer.type === 'failed') reject(new Error(`${file.pathname}: ${answer.error}`));
          else resolve(answer);
        });
        child.send(message as object);
      }),
  };
}
