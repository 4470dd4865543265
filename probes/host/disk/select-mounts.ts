import { matchesAny } from '../name-patterns.ts';
import type { DiskConfig } from './config.ts';
import type { Mount } from './parse-mountinfo.ts';

/** Windows of the kernel, of memory and of images: they hold no space of their own that could run out. */
const NOT_REAL = new Set(
  `anon_inodefs aufs autofs bdev binfmt_misc bpf cgroup cgroup2 configfs cpuset debugfs devfs devpts devtmpfs
   efivarfs erofs fuse.gvfsd-fuse fuse.lxcfs fuse.portal fusectl hugetlbfs iso9660 mqueue nsfs nullfs overlay
   overlayfs pidfs pipefs proc pstore ramfs rootfs rpc_pipefs securityfs selinuxfs smackfs sockfs squashfs swap
   sysfs tmpfs tracefs udf`.split(/\s+/),
);

/** Their answer depends on somebody else, so that asking can hang. */
const NETWORK = new Set(
  `9p afs beegfs ceph cifs coda davfs gfs2 gpfs lustre ncpfs nfs nfs4 ocfs2 orangefs pvfs2 smb3 smbfs virtiofs`.split(
    /\s+/,
  ),
);

/**
 * The mounts to read: real file systems, each once. Of several mounts of one file system a whole one wins over a
 * bind mount of a part, then the shortest path. A mount that was asked for by name is always there.
 */
export function selectMounts(mounts: readonly Mount[], config: DiskConfig): Mount[] {
  const visible = lastOfEachPath(mounts);
  const named = visible.filter((mount) => config.mounts.includes(mount.path));
  const chosen = new Map<string, Mount>();
  for (const mount of named) chosen.set(`${mount.deviceNumber} ${mount.path}`, mount);
  const namedDevices = new Set(named.map((mount) => mount.deviceNumber));
  for (const mount of visible) {
    if (namedDevices.has(mount.deviceNumber) || !isWanted(mount, config)) continue;
    const rival = chosen.get(mount.deviceNumber);
    if (rival === undefined || isBetter(mount, rival)) chosen.set(mount.deviceNumber, mount);
  }
  return [...chosen.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether asking it may hang because a server or a user's program answers. */
export function isNetwork(type: string): boolean {
  return NETWORK.has(type) || type === 'fuse' || type.startsWith('fuse.');
}

/** A later mount on the same path hides the earlier. */
function lastOfEachPath(mounts: readonly Mount[]): Mount[] {
  return [...new Map(mounts.map((mount) => [mount.path, mount])).values()];
}

function isWanted(mount: Mount, config: DiskConfig): boolean {
  if (NOT_REAL.has(mount.type) || config.excludeTypes.includes(mount.type)) return false;
  if (isNetwork(mount.type) && !config.network) return false;
  return !matchesAny(mount.path, config.excludeMounts);
}

function isBetter(mount: Mount, rival: Mount): boolean {
  const whole = mount.root === '/';
  if (whole !== (rival.root === '/')) return whole;
  return mount.path.length < rival.path.length;
}
