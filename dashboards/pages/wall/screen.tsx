import { useCallback, useEffect, useMemo } from 'preact/hooks';
import type { Alert } from '#protocol/alert.ts';
import type { WallPageName } from '#protocol/wall.ts';
import { CrashGuard } from '../../shell/crash.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { alertSentence } from './alert-sentence.ts';
import { Controls, SpeechNote } from './controls.tsx';
import { driftAt } from './drift.ts';
import { WallFoot } from './foot.tsx';
import { WallHead } from './head.tsx';
import { AlertsPage } from './pages/alerts.tsx';
import { FiguresPage } from './pages/figures.tsx';
import { HealthPage } from './pages/health.tsx';
import { RoomPage } from './pages/room.tsx';
import { WorkPage } from './pages/work.tsx';
import { Speaker } from './speaker.ts';
import { SpotlightView } from './spotlight-view.tsx';
import { useOwnWall } from './use-own-wall.ts';
import { usePointerMoving } from './use-pointer-rest.ts';
import { type RoundControls, useRound } from './use-round.ts';
import { useSelfUpdate } from './use-self-update.ts';
import { useSpotlight } from './use-spotlight.ts';
import { useWallLook } from './use-wall-look.ts';

const PAGES: Readonly<Record<WallPageName, () => preact.JSX.Element>> = {
  health: HealthPage,
  alerts: AlertsPage,
  room: RoomPage,
  work: WorkPage,
  figures: FiguresPage,
};

/** The wall as somebody may look at it: what always stands above and below, and the round between. */
export function WallScreen() {
  const ward = useWard();
  const { words, formats } = useText();
  const { name, view, build, isWall } = useOwnWall();
  useWallLook(view, isWall);
  const speaker = useSpeaker();

  const { shown, dismiss } = useSpotlight(view.speech, (alert: Alert) =>
    speaker.say(alertSentence(ward, alert, words, formats)),
  );
  const round = useRound(view.pages, shown !== null);
  useSelfUpdate(isWall ? build : '', shown === null);
  useKeys(round, speaker, dismiss);
  const isMoving = usePointerMoving(useCallback(() => speaker.touched(), [speaker]));

  const page = view.pages[round.at]?.page ?? 'health';
  const Page = PAGES[page];
  return (
    <div class="wall" data-pointer={isMoving ? undefined : 'rests'}>
      <Drift>
        <WallHead name={name} page={page} pages={view.pages.length} at={round.at} isHeld={round.isHeld} />
        <main class="wall-main" data-page={page}>
          <CrashGuard key={page}>{shown ? <SpotlightView shown={shown} /> : <Page />}</CrashGuard>
        </main>
        <WallFoot />
        <SpeechNote speaker={speaker} isWanted={view.speech !== 'off'} />
      </Drift>
      {isMoving && <Controls round={round} speaker={speaker} mayLeave={!isWall} onFull={toggleFull} />}
    </div>
  );
}

/** Moves everything a little now and then, so that nothing burns itself in. */
function Drift({ children }: { children: preact.ComponentChildren }) {
  const { clock } = useWard();
  const { xRem, yRem } = driftAt(clock.nowMs.value);
  return (
    <div class="wall-picture" style={{ transform: `translate(${xRem}rem, ${yRem}rem)` }}>
      {children}
    </div>
  );
}

function useSpeaker(): Speaker {
  const { words, formats } = useText();
  const { calls } = useWard();
  const speaker = useMemo(
    () =>
      new Speaker({
        synthesis: window.speechSynthesis,
        language: formats.language,
        moreText: (count) => words.wall.speech.more(formats.number(count)),
      }),
    [words, formats],
  );
  useEffect(() => () => speaker.close(), [speaker]);
  const isMuted = speaker.muted.value;
  useEffect(() => {
    if (!isMuted) return;
    const before = calls.sound.value;
    calls.sound.value = 'nothing';
    return () => {
      calls.sound.value = before;
    };
  }, [isMuted, calls]);
  return speaker;
}

function useKeys(round: RoundControls, speaker: Speaker, dismiss: () => void): void {
  useEffect(() => {
    function go(by: number): void {
      dismiss();
      round.move(by);
    }
    function press(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const onButton = event.target instanceof HTMLElement && event.target.matches('button, a');
      if (event.key === 'ArrowLeft') go(-1);
      else if (event.key === 'ArrowRight') go(1);
      else if (event.key === ' ' && !onButton) round.toggleHold();
      else if (event.key === 'f') toggleFull();
      else if (event.key === 'm') speaker.mute(!speaker.muted.value);
      else return;
      event.preventDefault();
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });
}

function toggleFull(): void {
  const going = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  // Without a click browsers refuse; a kiosk is full already.
  going.catch(() => undefined);
}
