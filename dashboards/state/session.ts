import { signal } from '@preact/signals';
import { ApiError, type Caller } from '../api/call.ts';
import type { Permission, SessionAnswer } from '../api/shapes.ts';

/** Who uses the page. `out.ended` is true when a session there was is over. */
export type SessionState =
  | { state: 'unknown' }
  | { state: 'unreachable' }
  | { state: 'out'; ended: boolean }
  | { state: 'in'; session: SessionAnswer };

/** The session of this browser, held by a cookie that the page cannot read. */
export class Session {
  readonly current = signal<SessionState>({ state: 'unknown' });
  readonly #api: Caller;

  constructor(api: Caller) {
    this.#api = api;
  }

  /** Asks the collector who we are; an unreachable collector ends no session. */
  async look(): Promise<void> {
    try {
      this.current.value = { state: 'in', session: await this.#api.get<SessionAnswer>('session') };
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.end();
      else if (this.current.peek().state === 'unknown') this.current.value = { state: 'unreachable' };
    }
  }

  async signIn(name: string, password: string): Promise<void> {
    await this.#api.send('POST', 'session', { name, password });
    await this.look();
  }

  async signOut(): Promise<void> {
    try {
      await this.#api.send('DELETE', 'session');
    } finally {
      this.current.value = { state: 'out', ended: false };
    }
  }

  /** The session is over, or there was none. */
  end(): void {
    const before = this.current.peek().state;
    if (before !== 'out') this.current.value = { state: 'out', ended: before === 'in' };
  }

  /** Name of the account; empty while nobody is signed in. */
  get name(): string {
    const { value } = this.current;
    return value.state === 'in' ? value.session.name : '';
  }

  /** True when the person may do it somewhere; the collector checks, the pages only leave out what would fail. */
  can(permission: Permission): boolean {
    const { value } = this.current;
    return value.state === 'in' && value.session.permissions.includes(permission);
  }
}
