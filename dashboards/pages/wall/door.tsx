import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../../api/call.ts';
import { routeTo } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Notice } from './notice.tsx';

/** This browser is a wall: kept, so that one that starts without the line waits for it, and says when its token has ended. */
export const REMEMBERED = 'wall';
const AGAIN_MS = 5_000;

/** Makes this browser the wall whose token stands in the address, and takes the token out of it. */
export function Door({ token }: { token: string }) {
  const { api, session, preferences } = useWard();
  const { words, formats } = useText();
  const text = words.wall.door;
  const [isWanted, setWanted] = useState(false);
  const [error, setError] = useState<ApiError>();
  const [round, setRound] = useState(0);
  const current = session.current.value;
  const person = current.state === 'in' && !current.session.isWall ? current.session.displayName : undefined;
  const isKnown = current.state !== 'unknown';
  const isOpening = isKnown && (person === undefined || isWanted);

  useEffect(() => {
    if (!isOpening) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isLeft = false;
    api
      .send('POST', 'wall/session', { token })
      .then(async () => {
        preferences.write(REMEMBERED, '1');
        // The person's pages begin anew as those of the wall.
        session.end();
        await session.look();
        location.replace(routeTo('wall'));
      })
      .catch((problem: unknown) => {
        if (isLeft) return;
        const known = problem instanceof ApiError ? problem : new ApiError(0, 'unreachable', String(problem));
        setError(known);
        if (known.retryable) timer = setTimeout(() => setRound(round + 1), known.retryAfterMs ?? AGAIN_MS);
      });
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  }, [isOpening, token, round]);

  if (error?.status === 401) return <Notice title={text.refusedTitle} hint={text.refusedHint} />;
  if (error?.status === 429)
    return <Notice title={text.locked(formats.duration(error.retryAfterMs ?? AGAIN_MS))} />;
  if (error) return <Notice title={text.waiting} />;
  if (person !== undefined && !isWanted)
    return (
      <Notice title={text.signedInTitle(person)} hint={text.signedInHint}>
        <Button look="primary" onClick={() => setWanted(true)}>
          {text.makeWall}
        </Button>
        <Button onClick={() => location.replace(routeTo('wall'))}>{text.justTry}</Button>
      </Notice>
    );
  return <Notice title={text.opening} />;
}
