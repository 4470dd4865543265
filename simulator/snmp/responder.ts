import { type DeviceOptions, SimulatedDevice } from './device.ts';
import { bindUdp } from './udp.ts';

export interface ResponderOptions {
  /** For devices that name no address of their own. */
  host?: string;
  /** For devices that name no port of their own; 0: a free one each. */
  port?: number;
  devices: readonly DeviceOptions[];
  /** Milliseconds since 1970; what living values are made for. */
  now?: () => number;
  /** Of each socket, so that a burst is not lost before it is read. */
  bufferBytes?: number;
}

/** Simulated devices that run. */
export interface Responder {
  /** In the order in which they were given. */
  devices: readonly SimulatedDevice[];
  /** May be called twice. */
  close(): void;
}

/**
 * Starts devices, each at its own address or port, all in this process. When one cannot listen, none does.
 */
export async function startResponder(options: ResponderOptions): Promise<Responder> {
  const { host = '127.0.0.1', port = 0, now = Date.now, bufferBytes } = options;
  const devices: SimulatedDevice[] = [];
  const close = () => {
    for (const device of devices) device.close();
  };
  try {
    for (const device of options.devices) {
      const socket = await bindUdp(device.host ?? host, device.port ?? port, bufferBytes);
      devices.push(new SimulatedDevice(socket, device, now));
    }
  } catch (error) {
    close();
    throw error;
  }
  return { devices, close };
}
