import type { JobTemplate, TemplatesAnswer } from '../../api/jobs.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Failed, Loading } from '../../ui/empty.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useLoad } from '../../ui/use-load.ts';

/** Ready-made checks with the reason why each is as it is; or nothing but an empty form. */
export function TemplateChoices({ onChoose }: { onChoose(template: JobTemplate | 'empty'): void }) {
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.jobs;
  const { value, error, reload } = useLoad(
    async (signal) => (await api.get<TemplatesAnswer>('jobs/templates', {}, signal)).templates,
    [],
  );
  if (error !== undefined && !value) return <Failed error={error} onRetry={reload} />;
  if (!value) return <Loading />;
  return (
    <ul class="templates">
      {value.map((template) => (
        <li key={template.id}>
          <button type="button" class="template" onClick={() => onChoose(template)}>
            <span class="template-name">
              {template.name[formats.language]}
              {template.byHand && <Tag>{text.byHand}</Tag>}
            </span>
            <span class="muted">{template.reason[formats.language]}</span>
          </button>
        </li>
      ))}
      <li>
        <button type="button" class="template" onClick={() => onChoose('empty')}>
          <span class="template-name">{text.empty}</span>
          <span class="muted">{text.emptyHint}</span>
        </button>
      </li>
    </ul>
  );
}
