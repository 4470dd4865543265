import type { StoreAddress } from '#collector/config/store-address.ts';

/** How an InfluxDB is reached; its secret has been read. */
export type InfluxAddress = Omit<Extract<StoreAddress, { kind: 'influxdb' }>, 'kind' | 'secretFile'>;
