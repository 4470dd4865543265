import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { ServerTCP } from 'modbus-serial';

/** Registers and bits by their address from 0; undefined where the device has none. */
export interface RegisterMap {
  holding?(address: number): number | undefined;
  input?(address: number): number | undefined;
  coil?(address: number): boolean | undefined;
  discrete?(address: number): boolean | undefined;
}

/** How a device misbehaves over Modbus. All may be changed while it runs. */
export interface ModbusQuirks {
  /** Takes connections and never answers. */
  silent: boolean;
  delayMs: number;
  /** Every question is answered with this exception, such as 4 (device failure); 0: none. */
  exception: number;
}

export interface ModbusDeviceOptions {
  host?: string;
  /** 0: a free one. */
  port?: number;
  /** 255 answers to all. */
  unit?: number;
  registers: RegisterMap;
  quirks?: Partial<ModbusQuirks>;
}

export interface ModbusDevice {
  host: string;
  port: number;
  quirks: ModbusQuirks;
  /** Registers that were asked for so far. */
  figures: { reads: number };
  close(): Promise<void>;
}

const ILLEGAL_ADDRESS = 2;

/** Starts a device that answers Modbus TCP. Nothing can be written to it. */
export async function startModbusDevice(options: ModbusDeviceOptions): Promise<ModbusDevice> {
  const { host = '127.0.0.1', port = 0, unit = 255, registers } = options;
  const quirks: ModbusQuirks = { silent: false, delayMs: 0, exception: 0, ...options.quirks };
  const figures = { reads: 0 };
  const reader = <T>(read: ((address: number) => T | undefined) | undefined) => {
    return async (address: number): Promise<T> => {
      figures.reads++;
      if (quirks.silent) return new Promise(() => {});
      if (quirks.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, quirks.delayMs));
      if (quirks.exception > 0) throw exception(quirks.exception);
      const value = read?.(address);
      if (value === undefined) throw exception(ILLEGAL_ADDRESS);
      return value;
    };
  };
  const server = new ServerTCP(
    {
      getHoldingRegister: reader(registers.holding?.bind(registers)),
      getInputRegister: reader(registers.input?.bind(registers)),
      getCoil: reader(registers.coil?.bind(registers)),
      getDiscreteInput: reader(registers.discrete?.bind(registers)),
    },
    // The library takes the number 0 for none and listens on 502 then; the text it hands on.
    { host, port: port || ('0' as unknown as number), unitID: unit },
  );
  // What one connection does wrong is its own affair.
  server.on('socketError', () => {}).on('error', () => {});
  const failed = once(server, 'serverError').then(([error]) => {
    throw new Error(`${host}:${port} cannot be listened on: ${(error as Error).message}`);
  });
  await Promise.race([once(server, 'initialized'), failed]);
  failed.catch(() => {});
  const { address, port: bound } = (
    server as unknown as { _server: Server }
  )._server.address() as AddressInfo;
  return {
    host: address,
    port: bound,
    quirks,
    figures,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function exception(modbusErrorCode: number): Error {
  return Object.assign(new Error(`exception ${modbusErrorCode}`), { modbusErrorCode });
}
