import { Component, type ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { useText } from '../ui/context.ts';
import { beginAnew } from './begin-anew.ts';

/** Keeps the frame alive when a page throws, and shows what it threw. */
export class CrashGuard extends Component<{ children: ComponentChildren }, { error: unknown }> {
  override state = { error: undefined as unknown };

  override componentDidCatch(error: unknown): void {
    this.setState({ error });
  }

  override render() {
    const { error } = this.state;
    return error === undefined ? this.props.children : <Crashed error={error} />;
  }
}

function Crashed({ error }: { error: unknown }) {
  const { words } = useText();
  useEffect(() => beginAnew(), []);
  return (
    <div class="empty" role="alert">
      <h1>{words.shell.crashed}</h1>
      <p class="muted">{words.shell.crashedHint}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the arrows */}
      <pre class="crash" tabIndex={0}>
        {error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error)}
      </pre>
      <Button look="primary" onClick={() => location.reload()}>
        {words.shell.reload}
      </Button>
    </div>
  );
}
