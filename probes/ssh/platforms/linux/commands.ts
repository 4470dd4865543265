/** Begins the line before each part of the output of a batch; the name of the part follows. */
export const PART_MARK = '@@ward:';

/** Read by everybody, started without a login shell's habits, in one session: each costs the host a process or two. */
const parts: Readonly<Record<string, string>> = {
  stat: 'cat /proc/stat',
  meminfo: 'cat /proc/meminfo',
  loadavg: 'cat /proc/loadavg',
  uptime: 'cat /proc/uptime',
  mountinfo: 'cat /proc/self/mountinfo',
  // Without network mounts, and with an end of its own: a dead one hangs whoever asks.
  df: 'timeout 5 df -kPl',
  dfi: 'timeout 5 df -iPl',
  ps: 'ps -eo stat=',
};

const identity: Readonly<Record<string, string>> = {
  hostname: 'cat /proc/sys/kernel/hostname',
  release: 'cat /etc/os-release',
  redhat: 'cat /etc/redhat-release',
  kernel: 'uname -sr',
  machine: 'uname -m',
  vendor: 'cat /sys/class/dmi/id/sys_vendor',
  product: 'cat /sys/class/dmi/id/product_name',
};

const services: Readonly<Record<string, string>> = {
  failed: 'systemctl list-units --state=failed --all --full --no-legend --no-pager',
  services: 'systemctl list-units --type=service --all --full --no-legend --no-pager',
};

/** What a Linux host without an agent is asked; CentOS 6 and later, no busybox. */
export const linuxCommands = {
  /** What it is; also the proof that a POSIX shell listens. */
  identity: batch(identity),
  figures: batch(parts),
  /** Twice the times of the processors, a second apart, for who asks only once. */
  figuresTwice: batch({ ...parts, wait: 'sleep 1', stat2: 'cat /proc/stat' }),
  services: batch(services),
} as const;

/** One line for a POSIX shell, whatever shell the account has: its messages in English, one part after another. */
function batch(of: Readonly<Record<string, string>>): string {
  const steps = Object.entries(of).map(([name, text]) => `echo ${PART_MARK}${name}; ${text}`);
  return `env LC_ALL=C sh -c '${steps.join('; ')}'`;
}
