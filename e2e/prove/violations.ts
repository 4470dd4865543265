/** Sentences shown of each kind; the rest is only counted. */
const SHOWN = 5;

/** Collects what went against a promise, many of one kind as a few and a number. */
export class Violations {
  readonly #kinds = new Map<string, string[]>();

  add(kind: string, detail: string): void {
    const details = this.#kinds.get(kind) ?? [];
    this.#kinds.set(kind, details);
    details.push(detail);
  }

  get sentences(): string[] {
    return [...this.#kinds].flatMap(([kind, details]) => [
      ...details.slice(0, SHOWN).map((detail) => `${kind}: ${detail}`),
      ...(details.length > SHOWN ? [`${kind}: ${details.length} in all`] : []),
    ]);
  }
}
