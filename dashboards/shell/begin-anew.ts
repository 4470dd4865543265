import { readChoice } from '../state/first-spoken.ts';

/** Long enough to read what stands there. */
const LOOK_EVERY_MS = 30_000;
/** An answer that hangs longer is none. */
const ANSWER_MS = 10_000;

/** What a page that cannot go on needs to begin anew. */
export interface Beginning {
  storage: Storage;
  /** Whether the pages can be had now. */
  look(): Promise<boolean>;
  reload(): void;
}

/**
 * For pages that could not begin, or broke: where a person stands they press the button, but before a wall nobody does,
 * so it begins anew by itself, as soon as there is anything to begin with: a browser's own page of an error would stay.
 * Until the returned function is called.
 */
export function beginAnew(beginning: Beginning = ofThisPage(), everyMs = LOOK_EVERY_MS): () => void {
  const { storage, look, reload } = beginning;
  if (!readChoice(storage, 'wall')) return () => undefined;
  let isOver = false;
  const timer = setInterval(async () => {
    const isThere = await look().catch(() => false);
    if (isThere && !isOver) reload();
  }, everyMs);
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}

function ofThisPage(): Beginning {
  return {
    storage: localStorage,
    async look() {
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), ANSWER_MS);
      try {
        const { ok } = await fetch(document.baseURI, { cache: 'no-store', signal: abort.signal });
        return ok;
      } finally {
        clearTimeout(timer);
      }
    },
    reload: () => location.reload(),
  };
}
