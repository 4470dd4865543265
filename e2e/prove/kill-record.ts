/** A frame as its agent told of it. */
export interface MadeFrame {
  sequence: number;
  timeMs: number;
  /** The outbox had it on disk: nothing may lose it any more, but its own limit. */
  kept: boolean;
  acknowledged: boolean;
  refused: boolean;
  /** Dropped by the outbox at its limit. */
  lost: boolean;
  /** How often it left marked as live, and as backlog. */
  live: number;
  backlog: number;
}

/** One epoch of an agent. */
export interface Life {
  frames: Map<number, MadeFrame>;
  /** Sequences of schemas. */
  others: Set<number>;
  acknowledgedOthers: Set<number>;
}

/** What one agent said over all of its lives, line by line; see `kill-agent.ts` for the lines. */
export class KillRecord {
  readonly lives = new Map<string, Life>();
  /** By time, which no two frames of an agent share. */
  readonly frames = new Map<number, MadeFrame>();
  idle = false;
  /** The last thing it complained of. */
  complaint = '';
  /** What the outbox took for damaged, which nothing here was. */
  readonly damaged: string[] = [];

  take(line: string): void {
    const [what, epoch, first, second] = line.split(' ');
    if (what === 'idle') this.idle = true;
    if (what === 'damaged') this.damaged.push(line);
    if (what === 'life')
      this.lives.set(epoch, { frames: new Map(), others: new Set(), acknowledgedOthers: new Set() });
    const life = this.lives.get(epoch);
    if (!life) {
      this.complaint = line;
      return;
    }
    const sequence = Number(first);
    switch (what) {
      case 'made':
        this.#made(life, sequence, Number(second));
        return;
      case 'other':
        life.others.add(sequence);
        return;
      case 'kept':
        mark(life, sequence, sequence, (frame) => {
          frame.kept = true;
        });
        return;
      case 'sent':
        mark(life, Number(second), Number(second), (frame) => {
          frame[first as 'live' | 'backlog']++;
        });
        return;
      case 'acknowledged':
        this.#acknowledged(life, sequence, Number(second));
        return;
      case 'refused':
      case 'lost':
        mark(life, sequence, Number(second), (frame) => {
          frame[what] = true;
        });
    }
  }

  #made(life: Life, sequence: number, timeMs: number): void {
    const frame: MadeFrame = {
      sequence,
      timeMs,
      kept: false,
      acknowledged: false,
      refused: false,
      lost: false,
      live: 0,
      backlog: 0,
    };
    life.frames.set(sequence, frame);
    this.frames.set(timeMs, frame);
  }

  #acknowledged(life: Life, from: number, to: number): void {
    mark(life, from, to, (frame) => {
      frame.acknowledged = true;
    });
    for (const sequence of life.others) {
      if (sequence >= from && sequence <= to) life.acknowledgedOthers.add(sequence);
    }
  }
}

function mark(life: Life, from: number, to: number, change: (frame: MadeFrame) => void): void {
  for (let sequence = from; sequence <= to; sequence++) {
    const frame = life.frames.get(sequence);
    if (frame) change(frame);
  }
}
