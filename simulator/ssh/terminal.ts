import type { Dialect } from './dialect.ts';

/** Where a terminal's words go. */
export interface TerminalOptions {
  dialect: Dialect;
  name(): string;
  write(text: string): void;
  end(): void;
  /** What a command says; undefined for one that is not known. Rejects or never ends where a quirk wants that. */
  run(command: string): Promise<string | undefined>;
  echo: boolean;
  pageLines: number;
  /** Asked before the first prompt; any line goes on. */
  asksFirst: boolean;
}

/** One command line: what is typed comes in as it is, what is said goes out as a real one says it. */
export class Terminal {
  readonly #options: TerminalOptions;
  #pageLines: number;
  #typed = '';
  #input = '';
  #asking: boolean;
  #busy = false;
  /** Lines that wait for a key. */
  #pages: string[] = [];

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#pageLines = options.pageLines;
    this.#asking = options.asksFirst;
    const { dialect, write } = options;
    write(onTerminal(`${dialect.greeting}\n`));
    write(this.#asking ? dialect.question : this.#prompt);
  }

  /** Takes keys; those that come while a command runs wait. */
  type(keys: string): void {
    this.#input += keys;
    void this.#work();
  }

  get #prompt(): string {
    return this.#options.dialect.prompt(this.#options.name());
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#input !== '') {
      const key = this.#input[0]!;
      this.#input = this.#input.slice(1);
      if (this.#pages.length > 0) this.#turnPage(key);
      else if (key === '\r' || key === '\n') await this.#enter(key);
      else if (key === '\u0003') this.#typed = '';
      else this.#take(key);
    }
    this.#busy = false;
  }

  #take(key: string): void {
    this.#typed += key;
    if (this.#options.echo) this.#options.write(key);
  }

  async #enter(key: string): Promise<void> {
    if (key === '\r' && this.#input.startsWith('\n')) this.#input = this.#input.slice(1);
    const { dialect, write, run, end, echo } = this.#options;
    const command = this.#typed.trim().replace(/\s+/g, ' ');
    this.#typed = '';
    if (echo) write('\r\n');
    if (this.#asking) {
      this.#asking = false;
      write(onTerminal(`\n${this.#prompt}`));
      return;
    }
    if (dialect.quit.includes(command)) {
      end();
      return;
    }
    if (command === '') {
      write(this.#prompt);
      return;
    }
    const said = await run(command);
    if (said !== undefined && dialect.pagingOff.command.test(command))
      this.#pageLines = Number.POSITIVE_INFINITY;
    this.#say(said ?? dialect.unknown(command, this.#prompt.length));
  }

  #say(text: string): void {
    this.#pages = text === '' ? [] : text.replace(/\n$/, '').split('\n');
    this.#nextLines(this.#pageLines);
  }

  /** One more line, one more page, or no more of it. */
  #turnPage(key: string): void {
    const { dialect, write } = this.#options;
    if (key === '\n' && this.#input === '') return;
    write(dialect.eraseMore);
    if (key === 'q' || key === '\u0003') this.#pages = [];
    this.#nextLines(key === ' ' ? this.#pageLines : 1);
  }

  #nextLines(count: number): void {
    const { dialect, write } = this.#options;
    const lines = this.#pages.splice(0, count);
    if (lines.length > 0) write(onTerminal(`${lines.join('\n')}\n`));
    write(this.#pages.length > 0 ? dialect.more : this.#prompt);
  }
}

function onTerminal(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}
