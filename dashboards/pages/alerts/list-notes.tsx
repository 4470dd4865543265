import { useText, useWard } from '../../ui/context.ts';

/** What the list does not show now: the rest of too many, and what a storm brings. */
export function ListNotes() {
  const { alerts, storms } = useWard();
  const { words, formats } = useText();
  const text = words.silences.list;
  const most = alerts.truncatedAt.value;
  const storm = storms.going.value;
  const { number } = formats;
  return (
    <>
      {storm && (
        <p class="note" role="status">
          {text.storm(number(storm.events), number(storm.fired), number(storm.resolved))}
        </p>
      )}
      {most !== null && <p class="note">{text.truncated(number(most))}</p>}
    </>
  );
}
