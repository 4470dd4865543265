import { useText, useWard } from '../ui/context.ts';
import { placeInBar } from './page-names.ts';

/** What a sheet of paper must say that a screen says around the page: of what it is, of when, and who made it. */
export function PrintHead() {
  const { clock, route, session } = useWard();
  const { words, formats } = useText();
  const place = placeInBar(route.value.page);
  // Right at the second in which it is printed, since the clock moves each second.
  const when = formats.full(clock.nowMs.value);
  return (
    <header class="print-head">
      <strong>
        {words.shell.product}
        {place && ` · ${words.shell.pages[place]}`}
      </strong>
      <span>{words.shell.printed(when, formats.zone, session.name)}</span>
    </header>
  );
}
