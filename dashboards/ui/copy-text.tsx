import { useRef, useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { useText } from './context.ts';

/** Text to be used elsewhere, with a button that copies it. */
export function CopyText({ text }: { text: string }) {
  const { words } = useText();
  const [copied, setCopied] = useState(false);
  const shown = useRef<HTMLElement>(null);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Browsers forbid the clipboard without TLS; what is selected can be copied by hand.
      selectAll();
      document.execCommand('copy');
    }
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  }

  function selectAll(): void {
    if (shown.current) window.getSelection()?.selectAllChildren(shown.current);
  }

  return (
    <div class="copy-text">
      <code ref={shown}>{text}</code>
      <Button icon="copy" onClick={() => void copy()}>
        {copied ? words.shell.common.copied : words.shell.common.copy}
      </Button>
    </div>
  );
}
