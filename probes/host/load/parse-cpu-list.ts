/** How many processors a list of the kernel such as `0-3,8,10-11` names; NaN when it names none. */
export function parseCpuList(text: string): number {
  let count = 0;
  for (const part of text.trim().split(',')) {
    const [first, last] = part.split('-').map(Number);
    if (part === '' || first === undefined) continue;
    count += (last ?? first) - first + 1;
  }
  return count > 0 ? count : Number.NaN;
}
