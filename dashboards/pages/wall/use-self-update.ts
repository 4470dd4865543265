import { useEffect } from 'preact/hooks';
import { OWN_BUILD } from '../../state/own-build.ts';
import { nextTrail, readTrail, shallReload } from './self-update.ts';

const LOOK_EVERY_MS = 5_000;
const KEPT = 'ward.wall-update';

/** Loads the newer pages at a calm moment, after a look whether they can be loaded at all. */
export function useSelfUpdate(served: string, isCalm: boolean): void {
  useEffect(() => {
    let isTrying = false;
    const timer = setInterval(() => {
      const facts = {
        own: OWN_BUILD,
        served,
        trail: readTrail(sessionStorage.getItem(KEPT)),
        nowMs: Date.now(),
        isCalm,
      };
      if (isTrying || !shallReload(facts)) return;
      isTrying = true;
      sessionStorage.setItem(KEPT, JSON.stringify(nextTrail(facts)));
      canLoad(served)
        .then((can) => can && location.reload())
        .finally(() => {
          isTrying = false;
        });
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [served, isCalm]);
}

/** True when everything that the new start page asks for is there: a wall that shows an error shows nothing. */
async function canLoad(build: string): Promise<boolean> {
  try {
    const answers = await Promise.all(
      build
        .split(' ')
        .map((name) => fetch(new URL(`assets/${name}`, document.baseURI), { cache: 'no-store' })),
    );
    return answers.every(({ ok }) => ok);
  } catch {
    return false;
  }
}
