import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { useText, useWard } from '../ui/context.ts';
import { TextField } from '../ui/field.tsx';
import { LEAST_SPAN_MS, type Range, spanOf } from './range.ts';

/** A span that is typed: from when to when, in the zone of the pages. */
export function CustomRange({
  range,
  onFixed,
}: {
  range: Range;
  onFixed(fromMs: number, toMs: number): void;
}) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const menu = useRef<HTMLDetailsElement>(null);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [bad, setBad] = useState(false);

  useEffect(() => {
    function leave(event: Event): void {
      const { current } = menu;
      if (current?.open && !current.contains(event.target as Node)) current.open = false;
    }
    document.addEventListener('click', leave);
    return () => document.removeEventListener('click', leave);
  }, []);

  function opened(): void {
    if (!menu.current?.open) return;
    const span = spanOf(range, clock.now());
    setFrom(formats.field(span.fromMs));
    setTo(formats.field(span.toMs));
    setBad(false);
  }

  function submit(event: Event): void {
    event.preventDefault();
    const fromMs = formats.fromField(from);
    const toMs = formats.fromField(to);
    if (!(toMs - fromMs >= LEAST_SPAN_MS)) {
      setBad(true);
      return;
    }
    if (menu.current) menu.current.open = false;
    onFixed(fromMs, toMs);
  }

  return (
    <details
      class="menu"
      ref={menu}
      onToggle={opened}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.currentTarget.open = false;
        event.currentTarget.querySelector('summary')?.focus();
      }}
    >
      <summary class={`button${range.kind === 'fixed' ? ' chosen' : ''}`}>
        {words.machine.customRange}
      </summary>
      <form class="menu-body" onSubmit={submit}>
        <TextField label={words.machine.from} value={from} onInput={setFrom} />
        <TextField
          label={words.machine.to}
          value={to}
          onInput={setTo}
          hint={formats.zone}
          error={bad ? words.machine.badRange : undefined}
        />
        <Button look="primary" type="submit">
          {words.machine.apply}
        </Button>
      </form>
    </details>
  );
}
