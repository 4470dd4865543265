import { useState } from 'preact/hooks';
import type { WallMade } from '../../../api/walls.ts';
import { Button } from '../../../ui/button.tsx';
import { useText } from '../../../ui/context.ts';
import { CopyText } from '../../../ui/copy-text.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { linkOf } from './wall-draft.ts';

/** The link of a new token, which is shown this once. */
export function WallLink({ made, onClose }: { made: WallMade; onClose(): void }) {
  const { words } = useText();
  const text = words.wall.settings;
  const [isLarge, setLarge] = useState(false);
  const link = linkOf(location.href, made.token);
  return (
    <Dialog title={text.linkTitle(made.name)} wide={!isLarge} broad={isLarge} onClose={onClose}>
      <p>{text.linkHint}</p>
      {isLarge ? <p class="wall-link-large">{link}</p> : <CopyText text={link} />}
      <details class="more-settings">
        <summary>{text.unattended}</summary>
        <p class="field-hint">{text.unattendedHint}</p>
        <CopyText text={`chromium --kiosk --autoplay-policy=no-user-gesture-required '${link}'`} />
      </details>
      <footer>
        <Button pressed={isLarge} label={text.largeHint} onClick={() => setLarge(!isLarge)}>
          {text.large}
        </Button>
        <a class="button" href={link} target="_blank" rel="noreferrer">
          {text.open}
        </a>
        <Button look="primary" onClick={onClose}>
          {words.shell.common.close}
        </Button>
      </footer>
    </Dialog>
  );
}
