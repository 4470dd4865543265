import { signal } from '@preact/signals';

export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'bad';
  /** A way back, or on to the next step; shown as a button with this text. */
  offer?: { text: string; run(): void };
}

const SHOWN_MS = 6_000;
const MOST = 4;

/** Short messages that go away by themselves. */
export class Toasts {
  readonly shown = signal<readonly Toast[]>([]);
  #next = 1;

  say(text: string, tone: Toast['tone'] = 'plain', offer?: Toast['offer']): void {
    const id = this.#next++;
    this.shown.value = [...this.shown.value, { id, text, tone, offer }].slice(-MOST);
    setTimeout(() => this.dismiss(id), offer ? SHOWN_MS * 2 : SHOWN_MS);
  }

  dismiss(id: number): void {
    this.shown.value = this.shown.value.filter((toast) => toast.id !== id);
  }
}
