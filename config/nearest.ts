/** The word of `allowed` that `found` was most likely meant to be, or undefined when none is near. */
export function nearest(found: string, allowed: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(found.length / 3)) + 1;
  for (const word of allowed) {
    const distance = plain(word) === plain(found) ? 0 : editDistance(found, word);
    if (distance >= bestDistance || distance >= word.length) continue;
    best = word;
    bestDistance = distance;
  }
  return best;
}

/** ` Did you mean "x"?` with a leading space, or nothing. */
export function didYouMean(found: string, allowed: readonly string[]): string {
  const word = nearest(found, allowed);
  return word === undefined ? '' : ` Did you mean "${word}"?`;
}

/** `mount_points`, `mountPoints` and `mount-points` are one word to a person. */
function plain(word: string): string {
  return word.replace(/[-_]/g, '').toLowerCase();
}

/** Letters to insert, delete or replace until `from` is `to`. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replace = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
