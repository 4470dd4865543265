/** Why an agent cannot start, in a sentence that says what to do; the program ends with it. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
  }
}
