const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** `A2` before `A10`. */
export function naturally(one: string, other: string): number {
  return collator.compare(one, other);
}
