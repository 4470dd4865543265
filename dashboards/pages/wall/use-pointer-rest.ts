import { useEffect, useState } from 'preact/hooks';

const REST_MS = 3_000;

/** True while the pointer has moved lately, or somebody goes through the controls by keyboard. */
export function usePointerMoving(onTouch: () => void): boolean {
  const [isMoving, setMoving] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    function moved(): void {
      setMoving(true);
      clearTimeout(timer);
      timer = setTimeout(() => setMoving(false), REST_MS);
    }
    function touched(event: Event): void {
      onTouch();
      if (!(event instanceof KeyboardEvent) || event.key === 'Tab') moved();
    }
    document.addEventListener('pointermove', moved);
    document.addEventListener('pointerdown', touched);
    document.addEventListener('keydown', touched);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('pointermove', moved);
      document.removeEventListener('pointerdown', touched);
      document.removeEventListener('keydown', touched);
    };
  }, [onTouch]);
  return isMoving;
}
