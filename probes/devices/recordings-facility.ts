import type { RecordingProfile, RecordingRow } from './recordings-rows.ts';

/** Recorded walks of power, cooling, storage, fibre channel, servers and hypervisors, and what they are. */
export const facilityProfiles: readonly RecordingProfile[] = [];

/** What those walks must give; worked out from the walks. */
export const facilityRows: readonly RecordingRow[] = [];
