import type { Inside } from './inside.ts';

const everyMs = 2_000;

/** The log of an application, as lines that have been written since the last time. */
export class LogLines {
  readonly #inside: Inside;
  #nextMs = 0;
  #number = 1_000;

  constructor(inside: Inside) {
    this.#inside = inside;
  }

  take(nowMs: number): string[] {
    if (nowMs < this.#nextMs) return [];
    this.#nextMs = nowMs + everyMs;
    const at = new Date(nowMs).toISOString().replace('T', ' ').slice(0, 23);
    const number = ++this.#number;
    const usual = `${at} INFO  [http-42] order ${number} saved in ${20 + (number % 30)} ms`;
    if (!this.#inside.hasErrors || number % 3 !== 0) return [usual];
    return [
      usual,
      `${at} ERROR [http-17] order ${number}: ORA-00060: deadlock detected while waiting for resource`,
    ];
  }
}
