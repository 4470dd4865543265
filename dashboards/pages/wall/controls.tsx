import { Button } from '../../ui/button.tsx';
import { useText } from '../../ui/context.ts';
import type { Speaker } from './speaker.ts';
import type { RoundControls } from './use-round.ts';

/** What can be done at the screen itself; seen while the pointer moves. */
export function Controls({
  round,
  speaker,
  mayLeave,
  onFull,
}: {
  round: RoundControls;
  speaker: Speaker;
  mayLeave: boolean;
  onFull(): void;
}) {
  const { words } = useText();
  const text = words.wall.controls;
  const isMuted = speaker.muted.value;
  return (
    <nav class="wall-controls" aria-label={text.title}>
      <Button onClick={() => round.move(-1)}>← {text.previous}</Button>
      <Button pressed={round.isHeld} onClick={round.toggleHold}>
        {round.isHeld ? text.goOn : text.hold}
      </Button>
      <Button onClick={() => round.move(1)}>{text.next} →</Button>
      <Button pressed={isMuted} onClick={() => speaker.mute(!isMuted)}>
        {isMuted ? text.unmute : text.mute}
      </Button>
      <Button onClick={() => speaker.say(words.wall.speech.test)}>{text.test}</Button>
      <Button onClick={onFull}>{text.full}</Button>
      {mayLeave && (
        <a class="button" href="#/">
          {text.leave}
        </a>
      )}
    </nav>
  );
}

/** Why nothing is heard; nothing where something would be. */
export function SpeechNote({ speaker, isWanted }: { speaker: Speaker; isWanted: boolean }) {
  const { words } = useText();
  const state = speaker.state.value;
  const isMuted = speaker.muted.value;
  if (!isWanted || (state === 'ready' && !isMuted)) return null;
  return <p class="wall-speech">{isMuted ? words.wall.speech.muted : words.wall.speech[state as 'none']}</p>;
}
