import { Button } from './button.tsx';
import { useText } from './context.ts';

/** Zooming by the mouse alone, for a drawing that is zoomed; `name` is the class that places them on it. */
export function ZoomButtons({
  name,
  onZoom,
  onFit,
}: {
  name: string;
  onZoom(factor: number): void;
  onFit(): void;
}) {
  const text = useText().words.shell.zoom;
  return (
    <fieldset class={name} aria-label={text.label}>
      <Button look="quiet" label={text.out} onClick={() => onZoom(1 / ZOOM_STEP)}>
        −
      </Button>
      <Button look="quiet" label={text.fit} onClick={onFit}>
        {text.fitShort}
      </Button>
      <Button look="quiet" label={text.in} onClick={() => onZoom(ZOOM_STEP)}>
        +
      </Button>
    </fieldset>
  );
}

/** By how much one press zooms. */
export const ZOOM_STEP = 1.25;
