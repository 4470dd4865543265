import type { MessagePort, Transferable } from 'node:worker_threads';

/** Functions that one thread offers to another; arguments and results are cloned, listed buffers are moved. */
export type Handlers = Record<string, (...args: never[]) => unknown>;

/** A result whose buffers are moved to the caller instead of copied. */
export class Moved<Result> {
  readonly result: Result;
  readonly buffers: Transferable[];
  constructor(result: Result, buffers: Transferable[]) {
    this.result = result;
    this.buffers = buffers;
  }
}

type Request = { id: number; name: string; args: unknown[] };
type Response = { id: number; result?: unknown; error?: { name: string; message: string; details: object } };

/** Answers calls that arrive on `port` until it is closed. Calls run side by side, as they come. */
export function serve(port: MessagePort, handlers: Handlers): void {
  port.on('message', async ({ id, name, args }: Request) => {
    try {
      const handler = handlers[name];
      if (!handler) throw new Error(`no function named ${name} on this thread`);
      const result = await handler(...(args as never[]));
      if (result instanceof Moved) port.postMessage({ id, result: result.result }, result.buffers);
      else port.postMessage({ id, result });
    } catch (error) {
      const { name, message, ...details } = error as Error;
      port.postMessage({ id, error: { name, message, details } });
    }
  });
}

/** An error that was thrown on the other thread; `name` and own fields are those of the original. */
export class RemoteError extends Error {
  constructor(name: string, message: string, details: object) {
    super(message);
    Object.assign(this, details);
    this.name = name;
  }
}

/** The functions of the thread at the other end of `port`, each as a promise. */
export type Remote<Functions> = {
  [Name in keyof Functions]: Functions[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result> extends Moved<infer Inner> ? Inner : Awaited<Result>>
    : never;
};

/** Calls to the thread at the other end of `port`; all under way are rejected when it closes. */
export function connect<Functions>(port: MessagePort): Remote<Functions> {
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  port.on('message', ({ id, result, error }: Response) => {
    const caller = waiting.get(id);
    if (!caller) return;
    waiting.delete(id);
    if (error) caller.reject(new RemoteError(error.name, error.message, error.details));
    else caller.resolve(result);
  });
  port.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the thread has ended'));
    waiting.clear();
  });
  return new Proxy({} as Remote<Functions>, {
    get(_target, name) {
      // A promise-like proxy would be awaited by accident.
      if (typeof name !== 'string' || name === 'then') return undefined;
      return (...args: unknown[]) =>
        new Promise((resolve, reject) => {
          const id = ++lastId;
          waiting.set(id, { resolve, reject });
          port.postMessage({ id, name, args });
        });
    },
  });
}
