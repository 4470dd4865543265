/** The wire version this program writes, and the oldest one it still reads. */
export const PROTOCOL = { current: 1, oldest: 1 } as const;

/** True when a peer that speaks `version` is understood. */
export function speaks(version: number): boolean {
  return version >= PROTOCOL.oldest && version <= PROTOCOL.current;
}
