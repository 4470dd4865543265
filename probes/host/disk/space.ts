/** What `statfs` answers; the counts are blocks and inodes. */
export interface Space {
  bsize: number;
  blocks: number;
  bfree: number;
  bavail: number;
  files: number;
  ffree: number;
}

/** Total, free, used in bytes and the used share, as Telegraf and `df` see it: what root keeps back is not free. */
export function spaceValues(space: Space): number[] {
  const total = space.blocks * space.bsize;
  const free = space.bavail * space.bsize;
  const used = (space.blocks - space.bfree) * space.bsize;
  return [total, free, used, share(used, used + free)];
}

/** Total, free and used inodes and the used share. */
export function inodeValues(space: Space): number[] {
  const used = space.files - space.ffree;
  return [space.files, space.ffree, used, share(used, space.files)];
}

function share(part: number, whole: number): number {
  return whole > 0 ? (100 * part) / whole : Number.NaN;
}
