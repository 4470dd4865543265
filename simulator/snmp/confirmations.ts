/** Informs that wait for their confirmation. */
export class Confirmations {
  readonly #waiting = new Map<number, (confirmed: boolean) => void>();

  /** True once the inform is confirmed; false when that takes too long, or nobody waits any more. */
  async wait(id: number, timeoutMs: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(resolve, timeoutMs, false);
    this.#waiting.set(id, resolve);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  confirm(id: number): void {
    this.#waiting.get(id)?.(true);
  }

  close(): void {
    for (const resolve of this.#waiting.values()) resolve(false);
  }
}
