/** The ledger did not take the work; trying again later helps. */
export class LedgerBusyError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'LedgerBusyError';
  }
}

/** It cannot be worked with as it is. Trying again helps once a person has done what it says. */
export class LedgerUnusableError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'LedgerUnusableError';
  }
}

/** It was written by a newer program; nothing was touched, trying again does not help. */
export class NewerLedgerError extends Error {
  constructor(ledger: string, found: number, known: number) {
    super(
      `${ledger} has format ${found}, this program knows formats up to ${known}: ` +
        'start the newer program again, or restore the backup that it made before',
    );
    this.name = 'NewerLedgerError';
  }
}

/** Another collector works with it, or has since it was opened here. Trying again helps once that one has ended. */
export class LedgerTakenError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LedgerTakenError';
  }
}
