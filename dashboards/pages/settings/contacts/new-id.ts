const TAIL_BYTES = 4;

/**
 * An id of something new: people name things, and its name may be in any script. It is free of what is known here; the
 * collector refuses one that somebody else has.
 */
export function newId(
  name: string,
  taken: ReadonlySet<string>,
  random: (bytes: Uint8Array) => Uint8Array,
): string {
  const spoken = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  if (spoken && !taken.has(spoken)) return spoken;
  const tail = [...random(new Uint8Array(TAIL_BYTES))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return `${spoken || 'n'}-${tail}`;
}

/** The browser's own chance; unlike `randomUUID` it is there without TLS too. */
export function browserRandom(bytes: Uint8Array): Uint8Array {
  return crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
}
