import { doneWithin } from '#probes/done-within.ts';

/** More than is sent, so that a secret is not cut in half before it is masked. */
const KEPT_BYTES = 16 * 1024;

/** What many programs print before a secret; the secret behind it is masked without being asked for. */
const USUAL_SECRETS = /((?:password|passwd|pwd|secret|token|api[-_]?key)["']?\s*[=:]\s*["']?)[^\s"']+/gi;
const MASK = '***';
/** All masks together; the command has ended, and whoever started it waits. */
const MASKING_MS = 500;
const NOT_MASKED = '(the output is not told: what --mask asks for takes too long)';

/** The end of what a command prints, over both of its streams. */
export class OutputTail {
  #chunks: Buffer[] = [];
  #bytes = 0;

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#bytes - (this.#chunks[0] as Buffer).length >= KEPT_BYTES)
      this.#bytes -= (this.#chunks.shift() as Buffer).length;
  }

  /** At most so many bytes of it, with everything masked that these patterns find. */
  text(maxBytes: number, masks: readonly RegExp[]): string {
    let text = Buffer.concat(this.#chunks).slice(-KEPT_BYTES).toString('utf8');
    const isMasked = doneWithin(() => {
      for (const mask of masks) text = text.replace(mask, MASK);
    }, MASKING_MS);
    text = isMasked ? text.replace(USUAL_SECRETS, `$1${MASK}`) : NOT_MASKED;
    const end = Buffer.from(text.trimEnd(), 'utf8').slice(-maxBytes);
    return end.toString('utf8').replace(/^\ufffd+/, '');
  }
}
