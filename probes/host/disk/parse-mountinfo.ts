/** One line of `/proc/<pid>/mountinfo`. */
export interface Mount {
  /** `major:minor` of the file system; equal for all mounts of one file system. */
  deviceNumber: string;
  /** Directory inside the file system that is mounted: `/` unless it is a bind mount or subvolume. */
  root: string;
  path: string;
  type: string;
  /** As mounted: `/dev/sda1`, `pool/data`, `server:/export`. */
  source: string;
  readOnly: boolean;
}

/** Reads the content of `mountinfo`; lines that are not of its form are left out. */
export function parseMountinfo(text: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split('\n')) {
    const separator = line.indexOf(' - ');
    if (separator < 0) continue;
    const [, , deviceNumber, root, path, options] = line.slice(0, separator).split(' ');
    const [type, source, superOptions] = line.slice(separator + 3).split(' ');
    if (deviceNumber === undefined || root === undefined || path === undefined || !type) continue;
    mounts.push({
      deviceNumber,
      root: unescapePath(root),
      path: unescapePath(path),
      type,
      source: unescapePath(source ?? ''),
      readOnly: isReadOnly(options) || isReadOnly(superOptions),
    });
  }
  return mounts;
}

function isReadOnly(options = ''): boolean {
  return options === 'ro' || options.startsWith('ro,');
}

/** The kernel writes blanks, tabs, line ends and backslashes as three octal digits. */
function unescapePath(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
