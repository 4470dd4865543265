const ESC = '\u001b';
/** The longest line that a terminal is played for; longer ones are kept as they are. */
const MAX_LINE = 16_384;

/**
 * What a terminal would show for these characters: cursor movements and overwriting played line by line, colours and
 * titles dropped. Devices erase their "More" line by such movements, so that stripping alone would leave blanks.
 */
export function renderTerminal(raw: string): string {
  return raw
    .split('\n')
    .map((line) => (line.length > MAX_LINE ? line : renderLine(line)))
    .join('\n');
}

/** One line; trailing blanks are kept. */
function renderLine(line: string): string {
  const text = line.endsWith('\r') ? line.replace(/\r+$/, '') : line;
  // Nothing to play: the most frequent case by far.
  if (!hasControl(text)) return text;
  const cells: string[] = [];
  let column = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '\b') column = Math.max(0, column - 1);
    else if (character === '\r') column = 0;
    else if (character === ESC) {
      const sequence = readSequence(text, at);
      at += sequence.length - 1;
      column = applySequence(sequence, column, cells);
    } else if (character === '\t' || character >= ' ') {
      while (cells.length < column) cells.push(' ');
      cells[column++] = character;
    }
  }
  return cells.join('');
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 && code !== 0x09) return true;
  }
  return false;
}

/** The whole control sequence that begins here, as much of it as there is. */
function readSequence(text: string, at: number): string {
  const rest = text.slice(at, at + 64);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const [csi] = /^\u001b\[[0-?]*[ -/]*[@-~]/.exec(rest) ?? [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
  const [title] = /^\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/.exec(rest) ?? [];
  return csi ?? title ?? rest.slice(0, 2);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const MOVE = /^\u001b\[(\d*)(?:;\d*)*([A-Za-z])$/;

/** Moves within a line and erasing are all that matters; the answer is the column afterwards. */
function applySequence(sequence: string, column: number, cells: string[]): number {
  const [, count = '', command] = MOVE.exec(sequence) ?? [];
  const steps = Number(count || '1');
  if (command === 'D') return Math.max(0, column - steps);
  if (command === 'C') return Math.min(column + steps, MAX_LINE);
  if (command === 'G') return Math.min(Math.max(0, steps - 1), MAX_LINE);
  if (command === 'K') {
    if (count === '2' || count === '1') cells.fill(' ', 0, count === '2' ? cells.length : column);
    if (count !== '1') cells.length = Math.min(cells.length, column);
  }
  return column;
}

/**
 * Text from bytes: UTF-8 where they are that, else GB 18030, which devices of Chinese make send for what people
 * typed into descriptions. `raw` holds one byte in each character.
 */
export function decodeBytes(raw: string): string {
  const bytes = Buffer.from(raw, 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
