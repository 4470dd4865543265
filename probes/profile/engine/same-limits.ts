import type { DeviceLimits } from '#protocol/device-limits.ts';

/** True when a device gives the same limits; none are the same as none. */
export function sameLimits(a: DeviceLimits | undefined, b: DeviceLimits | undefined): boolean {
  return (
    a?.low === b?.low &&
    a?.high === b?.high &&
    a?.criticalLow === b?.criticalLow &&
    a?.criticalHigh === b?.criticalHigh
  );
}
