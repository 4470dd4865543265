import { useState } from 'preact/hooks';
import type { AuditAnswer, AuditEntry } from '../../api/shapes.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { Table } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { SectionHead } from './section-head.tsx';

/** Who did what to which object, when, from where; newest first. */
export function Audit() {
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.settings.audit;
  const [pages, setPages] = useState(1);
  const { value, error, reload } = useLoad(
    async (signal) => {
      const found: AuditEntry[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < pages; page++) {
        const answer = await api.get<AuditAnswer>('audit', { limit: 100, cursor }, signal);
        found.push(...answer.entries);
        cursor = answer.next ?? undefined;
        if (!cursor) break;
      }
      return { found, more: cursor !== undefined };
    },
    [pages],
  );
  const actionText = (action: string) => (text.actions as Record<string, string>)[action] ?? action;
  return (
    <>
      <SectionHead title={words.settings.sections.audit} hint={text.hint} />
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && value.found.length === 0 && <Empty title={text.none} />}
      {value && value.found.length > 0 && (
        <Table
          label={words.settings.sections.audit}
          rows={value.found}
          keyOf={({ number }) => number}
          columns={[
            {
              title: text.columns.at,
              wide: true,
              cell: ({ atMs }) => <span class="nowrap">{formats.full(atMs)}</span>,
            },
            {
              title: text.columns.by,
              cell: ({ who }) => (who === 'collector' || who === '' ? text.collector : who),
            },
            {
              title: text.columns.action,
              cell: ({ action, outcome }) => (
                <span class="tagged">
                  {actionText(action)}
                  {outcome === 'refused' && <Tag>{text.refused}</Tag>}
                </span>
              ),
            },
            { title: text.columns.object, minor: true, cell: ({ object }) => <code>{object}</code> },
            { title: text.columns.address, minor: true, cell: ({ address }) => address || '–' },
          ]}
        />
      )}
      {value?.more && (
        <div class="more">
          <Button onClick={() => setPages((before) => before + 1)}>{words.shell.common.more}</Button>
        </div>
      )}
    </>
  );
}
