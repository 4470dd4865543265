/** One line of the journal. */
export interface JournalLine {
  /** Where it stands. */
  cursor: string;
  text: string;
  /** The unit that wrote it, or the program. */
  title: string;
}

/** One object as `journalctl -o json` writes them; undefined when it is none. */
export function parseJournalLine(json: string): JournalLine | undefined {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(json);
  } catch {
    return undefined;
  }
  const { __CURSOR: cursor, MESSAGE: message } = entry;
  if (typeof cursor !== 'string') return undefined;
  const title = [entry._SYSTEMD_UNIT, entry.SYSLOG_IDENTIFIER].find((name) => typeof name === 'string');
  return { cursor, text: messageOf(message), title: String(title ?? 'journal') };
}

/** Bytes as numbers where it is no UTF-8, null where it is too long for journalctl. */
function messageOf(message: unknown): string {
  if (typeof message === 'string') return message;
  if (!Array.isArray(message)) return '';
  if (message.every((byte) => typeof byte === 'number')) return Buffer.from(message).toString('utf8');
  return message.filter((line) => typeof line === 'string').join('\n');
}
