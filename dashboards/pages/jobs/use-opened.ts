import { useRef } from 'preact/hooks';

/** True once something inside has to be seen: what was opened for somebody does not close under their hands. */
export function useOpened(mustBeSeen: boolean): true | undefined {
  const isOpen = useRef(false);
  isOpen.current ||= mustBeSeen;
  return isOpen.current || undefined;
}
