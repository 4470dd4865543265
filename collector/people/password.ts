import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** What one guess costs. Kept in each hash, so that raising it later leaves old passwords valid. */
export interface PasswordCost {
  memoryKiB: number;
  passes: number;
  parallelism: number;
}

/** RFC 9106's second choice with one lane: about 0.15 s and 64 MiB a guess on the machines we know. */
export const PASSWORD_COST: PasswordCost = { memoryKiB: 65_536, passes: 3, parallelism: 1 };

/** Passwords under test at once, and waiting for it: more would take the memory and the threads of the collector. */
const AT_ONCE = 2;
const WAITING_LIMIT = 64;
const HASH_BYTES = 32;

/** Too many passwords are being tested; trying again in a few seconds helps. */
export class PasswordQueueFullError extends Error {
  constructor() {
    super(`${WAITING_LIMIT} passwords are already waiting to be tested`);
    this.name = 'PasswordQueueFullError';
  }
}

/** What is wrong with a password; codes that the pages have words for. */
export type PasswordFault = 'too_short' | 'too_long' | 'is_name' | 'too_uniform';

export const PASSWORD_RULES = { minCharacters: 10, maxCharacters: 200, distinctCharacters: 5 } as const;

/** Everything that is wrong with a password for somebody of this name; empty when it may be used. */
export function passwordFaults(password: string, name: string): PasswordFault[] {
  const faults: PasswordFault[] = [];
  const characters = [...password];
  if (characters.length < PASSWORD_RULES.minCharacters) faults.push('too_short');
  if (characters.length > PASSWORD_RULES.maxCharacters) faults.push('too_long');
  if (isName(password.toLowerCase(), name.toLowerCase())) faults.push('is_name');
  if (new Set(characters).size < PASSWORD_RULES.distinctCharacters) faults.push('too_uniform');
  return faults;
}

/** The name, once or several times, with nothing but digits and punctuation around. */
function isName(password: string, name: string): boolean {
  const rest = password.replaceAll(name, '');
  return rest !== password && !/\p{L}/u.test(rest);
}

/** Hashes and tests passwords off the main thread, a bounded number at a time. */
export class Passwords {
  readonly #cost: PasswordCost;
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #decoy: Promise<string> | undefined;

  constructor(cost: PasswordCost = PASSWORD_COST) {
    this.#cost = cost;
  }

  /** `$argon2id$v=19$m=…,t=…,p=…$salt$hash`, base64url without padding. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(16);
    const hash = await this.#derive(password, salt, this.#cost);
    const { memoryKiB, passes, parallelism } = this.#cost;
    return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${parallelism}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
  }

  /** True when it is the password. Without a hash (nobody of that name) it takes as long and is false. */
  async matches(password: string, kept: string | undefined): Promise<boolean> {
    if ([...password].length > PASSWORD_RULES.maxCharacters) return false;
    this.#decoy ??= this.hash(randomBytes(16).toString('hex'));
    const { cost, salt, hash } = readHash(kept ?? (await this.#decoy));
    const found = await this.#derive(password, salt, cost);
    return timingSafeEqual(found, hash) && kept !== undefined;
  }

  /** True when the hash was made at another cost than today's. */
  isOutdated(kept: string): boolean {
    const { cost } = readHash(kept);
    return JSON.stringify(cost) !== JSON.stringify(this.#cost);
  }

  async #derive(password: string, nonce: Buffer, cost: PasswordCost): Promise<Buffer> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= WAITING_LIMIT) throw new PasswordQueueFullError();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running++;
    try {
      return await derive('argon2id', {
        message: password.normalize('NFC'),
        nonce,
        parallelism: cost.parallelism,
        tagLength: HASH_BYTES,
        memory: cost.memoryKiB,
        passes: cost.passes,
      });
    } finally {
      const next = this.#waiting.shift();
      // The place goes straight to the next one waiting.
      if (next) next();
      else this.#running--;
    }
  }
}

function readHash(kept: string): { cost: PasswordCost; salt: Buffer; hash: Buffer } {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(kept);
  if (!parts) throw new Error('a password hash in the ledger is of no known form');
  const [memoryKiB, passes, parallelism] = parts.slice(1, 4).map(Number);
  return {
    cost: { memoryKiB, passes, parallelism },
    salt: Buffer.from(parts[4], 'base64url'),
    hash: Buffer.from(parts[5], 'base64url'),
  };
}
