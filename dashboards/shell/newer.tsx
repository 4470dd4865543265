import { useEffect, useState } from 'preact/hooks';
import { isOtherBuild, OWN_BUILD } from '../state/own-build.ts';
import { Button } from '../ui/button.tsx';
import { useText, useWard } from '../ui/context.ts';

/** An upgrade restarts the collector, and the line to it with it; pages that are built anew beside it are seen later. */
const LOOK_AGAIN_MS = 600_000;

/** A quiet line when the collector serves newer pages than this one; nobody is taken out of what they do. */
export function NewerVersion() {
  const { api, link } = useWard();
  const { words } = useText();
  const [isNewer, setNewer] = useState(false);
  const isOpen = link.value.state === 'open';
  useEffect(() => {
    if (!isOpen) return;
    const abort = new AbortController();
    const look = (): void => {
      api
        .get<{ build: string }>('version', {}, abort.signal)
        .then(({ build }) => setNewer(isOtherBuild(OWN_BUILD, build)))
        .catch(() => undefined);
    };
    look();
    const timer = setInterval(look, LOOK_AGAIN_MS);
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [api, isOpen]);
  if (!isNewer) return null;
  return (
    <div class="banner newer" role="status">
      <span>{words.wall.newer}</span>
      <Button onClick={() => location.reload()}>{words.wall.newerReload}</Button>
    </div>
  );
}
