import { useText, useWard } from '../ui/context.ts';
import { alertValue } from '../words/alert-text.ts';

/** Says new alerts aloud, without moving anything on the screen. */
export function Announcer() {
  const { alerts, rules, fleet } = useWard();
  const { words, formats } = useText();
  const event = alerts.announced.value;
  let text = '';
  if (event) {
    const { alert } = event;
    const target = fleet.machine(alert.target)?.target.name ?? alert.target;
    const rule = rules.name(alert.rule, formats.language);
    text = words.shell.newAlert(
      words.states.severity[alert.severity],
      rule,
      target,
      alertValue(alert, words, formats),
    );
  }
  return (
    <div class="hidden-text" role="log" aria-live="polite" aria-label={words.shell.announcements}>
      {text}
    </div>
  );
}
