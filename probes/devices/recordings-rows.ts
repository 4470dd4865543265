import type { DeviceLimits } from '#protocol/device-limits.ts';

/** What one recorded walk must be recognised as. */
export interface RecordingProfile {
  /** Name of the file in the folder of recorded walks. */
  file: string;
  profile: string;
}

/**
 * One reading that a recorded walk must give. Expected values are worked out from the walk by hand, apart from the
 * code that is tested.
 */
export interface RecordingRow {
  file: string;
  metric: string;
  /** All labels of the series but empty ones. */
  labels: Record<string, string>;
  /** A number, compared to nine digits; the word of a state; null where there must be no such series. */
  value: number | string | null;
  unit?: string;
  /** The device's own limits; only what is named is compared. */
  limits?: DeviceLimits;
}
