/** Text of an answer, by the charset that its header, its first bytes or the page itself names. */
export function decodeText(body: Buffer, contentType: string | undefined): { text: string; charset: string } {
  const named =
    markOf(body) ??
    charsetIn(contentType ?? '') ??
    charsetIn(body.subarray(0, HEAD_BYTES).toString('latin1'));
  const decoder = decoderOf(named);
  if (decoder) return { text: decoder.decode(body), charset: decoder.encoding };
  // Nobody says it. What is no UTF-8 is, on Chinese pages, GBK or its successor.
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(body), charset: 'utf-8' };
  } catch {
    const fallback = decoderOf('gb18030') ?? new TextDecoder();
    return { text: fallback.decode(body), charset: fallback.encoding };
  }
}

const HEAD_BYTES = 2_048;

function charsetIn(text: string): string | undefined {
  return /charset\s*=\s*["']?\s*([a-zA-Z0-9_:-]{2,40})/i.exec(text)?.[1]?.toLowerCase();
}

function markOf(body: Buffer): string | undefined {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return 'utf-8';
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** A name that nobody knows, or one for which this Node has no table, is none. */
function decoderOf(name: string | undefined): TextDecoder | undefined {
  if (name === undefined) return undefined;
  try {
    return new TextDecoder(name === 'gb2312' || name === 'gbk' ? 'gb18030' : name);
  } catch {
    return undefined;
  }
}
