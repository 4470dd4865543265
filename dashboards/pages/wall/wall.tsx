import './wall.css';
import './wall-parts.css';
import { useEffect } from 'preact/hooks';
import { CrashGuard } from '../../shell/crash.tsx';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Door, REMEMBERED } from './door.tsx';
import { Notice } from './notice.tsx';
import { WallScreen } from './screen.tsx';

const LOOK_AGAIN_MS = 5_000;

/** The wall, or why it cannot be shown; nobody stands before it who could press a button. */
export function Wall() {
  const { session, route } = useWard();
  const { words } = useText();
  const current = session.current.value;
  const token = route.value.search.get('token');
  useEffect(() => {
    document.title = `${words.wall.title} · ${words.shell.product}`;
  }, [words]);
  useEffect(() => {
    if (current.state !== 'unreachable') return;
    const timer = setInterval(() => void session.look(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [current.state, session]);

  if (token) return <Door token={token} />;
  switch (current.state) {
    case 'in':
      return (
        <CrashGuard>
          <WallScreen />
        </CrashGuard>
      );
    case 'out':
      return <Ended />;
    case 'unreachable':
      return <Notice title={words.wall.door.waiting} />;
    case 'unknown':
      return <Notice title={words.wall.door.opening} />;
  }
}

/** The token opens nothing any more. */
function Ended() {
  const { preferences } = useWard();
  const { words } = useText();
  const text = words.wall.door;
  return (
    <Notice title={text.endedTitle} hint={text.endedHint}>
      <Button
        onClick={() => {
          preferences.write(REMEMBERED, '');
          location.replace('#/');
          location.reload();
        }}
      >
        {text.signIn}
      </Button>
    </Notice>
  );
}
