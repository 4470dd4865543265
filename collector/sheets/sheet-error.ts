/** Why bytes are no sheet that can be taken; `code` is what pages have words for. */
export class SheetError extends Error {
  readonly code: string;
  readonly details: Record<string, string | number>;

  constructor(code: string, message: string, details: Record<string, string | number> = {}) {
    super(message);
    this.name = 'SheetError';
    this.code = code;
    this.details = details;
  }
}
