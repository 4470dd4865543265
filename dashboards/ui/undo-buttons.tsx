import { useEffect } from 'preact/hooks';
import { Button } from './button.tsx';
import { useText } from './context.ts';

/** What is changed step by step, with the way back and forth. */
export interface Undoable {
  canUndo: boolean;
  canRedo: boolean;
  undo(): void;
  redo(): void;
}

/** Back and forth by buttons, and by Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y; fields keep these keys for themselves. */
export function UndoButtons({ of }: { of: Undoable }) {
  const text = useText().words.shell.common;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.defaultPrevented || isInField(event)) return;
      const key = event.key.toLowerCase();
      if (key === 'z') event.shiftKey ? of.redo() : of.undo();
      else if (key === 'y') of.redo();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });
  return (
    <>
      <Button disabled={!of.canUndo} onClick={of.undo}>
        {text.undo}
      </Button>
      <Button disabled={!of.canRedo} onClick={of.redo}>
        {text.redo}
      </Button>
    </>
  );
}

/** Whether a key is meant for a field or a dialog. */
export function isInField(event: Event): boolean {
  return (event.target as Element | null)?.closest('dialog, input, select, textarea') != null;
}
