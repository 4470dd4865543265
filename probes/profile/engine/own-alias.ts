/** `GigabitEthernet1/0/1 Interface`, with the maker and the series before it on some. */
const OWN_TEXT = /^(?:[^,]{1,60}, [^,]{1,60}, )?[A-Za-z-]{1,40}([\d/.:]{0,20}) Interface$/i;
const LETTERS_BEFORE = /^[A-Za-z-]*/;

/**
 * Whether a port's description is what the device writes there itself: its own name, or that with words around it. To
 * judging a description says that a person cares for this port, so these have to count as none.
 */
export function isOwnAlias(alias: string, port: string): boolean {
  if (alias === port) return true;
  const [, numbers] = OWN_TEXT.exec(alias) ?? [];
  // Some devices abbreviate the name in one place only: GE1/0/1.
  return numbers !== undefined && numbers === port.replace(LETTERS_BEFORE, '');
}
