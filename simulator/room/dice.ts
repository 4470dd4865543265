/** A number from 0 to below 1 that is always the same for the same words: devices differ, runs do not. */
export function diceOf(...words: readonly (string | number)[]): number {
  let hash = 2_166_136_261;
  for (const character of words.join('/')) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2_246_822_519);
  return ((hash ^ (hash >>> 13)) >>> 0) / 4_294_967_296;
}
