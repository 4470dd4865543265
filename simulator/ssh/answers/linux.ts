/** A host that says little: what is asked of hosts is a batch, and tests give the answers that they need. */
export function linuxAnswers(name: string): Record<string, string> {
  return {
    hostname: `${name}\n`,
    'uname -sr': 'Linux 3.10.0-1160.el7.x86_64\n',
    'cat /proc/loadavg': '0.42 0.37 0.30 2/311 20417\n',
  };
}
