import { Socket } from 'node:net';
import { ProbeError } from '../probe-error.ts';
import type { Request } from './registers.ts';

export interface ModbusAddress {
  address: string;
  port: number;
  /** Number of the device behind the address, 1 where there is only one. */
  unit: number;
  timeoutMs: number;
  /** Between two requests: some cards lose those that come too soon. */
  pauseMs: number;
}

/** The device answered that it will not give these registers; others may still be read. */
export class RefusedRegistersError extends Error {
  constructor(code: number) {
    super(`the device refuses these registers (exception ${code})`);
    this.name = 'RefusedRegistersError';
  }
}

/** One connection to one device; requests go one after the other. */
export interface ModbusSession {
  /** Words of registers, 0 or 1 of coils. Rejects with a `ProbeError`, or a `RefusedRegistersError` for this request. */
  read(request: Request, signal: AbortSignal): Promise<readonly number[]>;
  close(): void;
}

/** Connects; rejects with a `ProbeError`. */
export async function openModbus(where: ModbusAddress, signal: AbortSignal): Promise<ModbusSession> {
  // A CommonJS module whose types speak of an ES module: the class stands twice behind `default`.
  const { default: ModbusRtu } = (await import('modbus-serial')).default;
  const socket = await connect(where, signal);
  const client = new ModbusRtu();
  // The library tells a lost connection through the requests that are under way.
  client.on('error', () => {});
  await client.linkTCP(socket, { port: where.port });
  client.setID(where.unit);
  client.setTimeout(where.timeoutMs);
  let lastMs = 0;
  // What is no answer the library leaves aside. The first word behind its number is 0 in all that is Modbus.
  let isStrange = false;
  socket.once('data', (first: Buffer) => {
    isStrange = first.length >= 4 && first.readUInt16BE(2) !== 0;
  });

  return {
    async read(request, signal) {
      signal.throwIfAborted();
      const waitMs = lastMs + where.pauseMs - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      try {
        return await withSignal(ask(request), signal);
      } catch (error) {
        throw understood(error);
      } finally {
        lastMs = performance.now();
      }
    },
    close() {
      socket.destroy();
    },
  };

  async function ask({ table, address, count }: Request): Promise<readonly number[]> {
    switch (table) {
      case 'holding':
        return (await client.readHoldingRegisters(address, count)).data;
      case 'input':
        return (await client.readInputRegisters(address, count)).data;
      case 'coil':
        return (await client.readCoils(address, count)).data.slice(0, count).map(Number);
      case 'discrete':
        return (await client.readDiscreteInputs(address, count)).data.slice(0, count).map(Number);
    }
  }

  function understood(error: unknown): unknown {
    const { modbusCode, errno, message } = error as { modbusCode?: number; errno?: string; message: string };
    if (signal.aborted || (error as Error).name === 'AbortError') return error;
    if (isStrange)
      return new ProbeError(
        'not_understood',
        'answers, but not as Modbus does: look whether something else uses this port',
      );
    // 1 function, 2 address, 3 count; the rest say that the device itself is not well.
    if (modbusCode !== undefined && modbusCode <= 3) return new RefusedRegistersError(modbusCode);
    if (modbusCode !== undefined)
      return new ProbeError('failed', `the device answers with exception ${modbusCode}`);
    if (errno === 'ETIMEDOUT') return new ProbeError('silent', `gave no answer within ${where.timeoutMs} ms`);
    if (socket.destroyed)
      return new ProbeError('silent', 'the device closed the connection', { cause: error });
    return new ProbeError('not_understood', `what came is not Modbus: ${message}`, { cause: error });
  }
}

function connect({ address, port, timeoutMs }: ModbusAddress, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = new Socket({ signal });
    const timer = setTimeout(
      () => fail('silent', `no connection to ${address}:${port} within ${timeoutMs} ms`),
      timeoutMs,
    );
    const fail = (state: 'silent' | 'refused', sentence: string, cause?: unknown) => {
      clearTimeout(timer);
      socket.destroy();
      reject(new ProbeError(state, sentence, { cause }));
    };
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') fail('refused', `${address}:${port} takes no connection`, error);
      else fail('silent', `no way to ${address}:${port}: ${error.message}`, error);
    });
    socket.connect(port, address, () => {
      clearTimeout(timer);
      // From here on errors are told by what is asked; without a listener they would end the program.
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}

function withSignal<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
