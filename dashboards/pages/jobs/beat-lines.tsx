import { useText } from '../../ui/context.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { beatCommands, beatUrl } from './beat-commands.ts';

/** The address for the beats of a job, and lines with it to be put into the job. */
export function BeatLines({ token }: { token: string }) {
  const { words } = useText();
  const text = words.jobs.beat;
  const url = beatUrl(token);
  const { agent, command, curl, powershell } = beatCommands(url, text.yourCommand);
  return (
    <div class="beat-lines">
      <p class="note">{text.once}</p>
      <Line title={text.url} line={url} hint={text.urlHint} />
      <Line title={text.agent} line={agent} />
      <Line title={text.command} line={command} />
      <Line title={text.curl} line={curl} />
      <Line title={text.powershell} line={powershell} />
    </div>
  );
}

function Line({ title, line, hint }: { title: string; line: string; hint?: string }) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <CopyText text={line} />
      {hint && <p class="field-hint">{hint}</p>}
    </section>
  );
}
