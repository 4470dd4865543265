import { keyedNumbers } from '../keyed-numbers.ts';

const KIB = 1024;

const read = keyedNumbers([
  'MemTotal:',
  'MemFree:',
  'MemAvailable:',
  'Buffers:',
  'Cached:',
  'SwapCached:',
  'Active:',
  'Inactive:',
  'Active(file):',
  'Inactive(file):',
  'Dirty:',
  'Writeback:',
  'Mapped:',
  'Shmem:',
  'Slab:',
  'SReclaimable:',
  'SUnreclaim:',
  'PageTables:',
  'CommitLimit:',
  'Committed_AS:',
  'HugePages_Total:',
  'HugePages_Free:',
  'Hugepagesize:',
]);

/** Values in the order of the metrics of `mem`: bytes, shares in percent, pages for the two huge page counts. */
export function parseMeminfo(bytes: Buffer): number[] {
  const [
    totalKib,
    freeKib,
    availableKib,
    buffersKib,
    pageCacheKib,
    swapCachedKib,
    activeKib,
    inactiveKib,
    activeFileKib,
    inactiveFileKib,
    dirtyKib,
    writebackKib,
    mappedKib,
    sharedKib,
    slabKib,
    reclaimableKib,
    unreclaimableKib,
    pageTablesKib,
    commitLimitKib,
    committedKib,
    hugePagesTotal,
    hugePagesFree,
    hugePageKib,
  ] = read(bytes);
  if (Number.isNaN(totalKib)) throw new Error('meminfo holds no MemTotal');
  const total = totalKib * KIB;
  const free = freeKib * KIB;
  const buffered = buffersKib * KIB;
  const cached = (pageCacheKib + orZero(reclaimableKib)) * KIB;
  const kernelEstimates = !Number.isNaN(availableKib);
  // Kernels before 3.14 estimate nothing: pages of files and reclaimable slabs can be given up.
  const filesKib = Number.isNaN(activeFileKib) ? buffersKib + pageCacheKib : activeFileKib + inactiveFileKib;
  const available = kernelEstimates
    ? availableKib * KIB
    : Math.min(total, free + (filesKib + orZero(reclaimableKib)) * KIB);
  const used = kernelEstimates ? total - available : total - free - buffered - cached;
  return [
    total,
    available,
    used,
    (100 * available) / total,
    (100 * used) / total,
    free,
    buffered,
    cached,
    swapCachedKib * KIB,
    activeKib * KIB,
    inactiveKib * KIB,
    dirtyKib * KIB,
    writebackKib * KIB,
    mappedKib * KIB,
    sharedKib * KIB,
    slabKib * KIB,
    reclaimableKib * KIB,
    unreclaimableKib * KIB,
    pageTablesKib * KIB,
    commitLimitKib * KIB,
    committedKib * KIB,
    hugePagesTotal,
    hugePagesFree,
    hugePageKib * KIB,
  ];
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
