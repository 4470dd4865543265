import './difference.css';
import { Fragment } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { ConfigDifference } from '../../../../api/polling.ts';
import { Segments } from '../../../../ui/button.tsx';
import { useText } from '../../../../ui/context.ts';
import { PHONE, useMedia } from '../../../../ui/use-media.ts';
import { type DiffBlock, type DiffRow, diffBlocks, type Side } from './diff-rows.ts';

type Look = 'sideBySide' | 'unified';

/** Where two versions differ: side by side where there is room, in one column on a phone or when somebody wants so. */
export function Difference({ difference }: { difference: ConfigDifference }) {
  const { words, formats } = useText();
  const text = words.target.configs;
  const isNarrow = useMedia(PHONE);
  const [wanted, setWanted] = useState<Look>();
  const look = wanted ?? (isNarrow ? 'unified' : 'sideBySide');
  const blocks = useMemo(() => diffBlocks(difference), [difference]);
  if (blocks.length === 0) return <p class="muted">{text.same}</p>;
  return (
    <>
      <div class="diff-head">
        <p class="muted">
          {words.device.configs.counts(formats.number(difference.added), formats.number(difference.removed))}
        </p>
        <Segments<Look>
          label={words.device.configs.changes}
          value={look}
          choices={(['sideBySide', 'unified'] as const).map((value) => ({ value, text: text[value] }))}
          onChoose={setWanted}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <section class="diff-frame listing" tabIndex={0} aria-label={words.device.configs.changes}>
        <table class={`diff ${look === 'sideBySide' ? 'diff-two' : 'diff-one'}`}>
          <colgroup>
            <col class="diff-numbers" />
            <col />
            {look === 'sideBySide' && <col class="diff-numbers" />}
            {look === 'sideBySide' && <col />}
          </colgroup>
          <thead class="hidden-text">
            <tr>
              <th>{text.before}</th>
              <th>{text.after}</th>
            </tr>
          </thead>
          <tbody>
            {blocks.map((block, at) => (
              <Fragment key={at}>
                <Skipped block={block} columns={look === 'sideBySide' ? 4 : 2} />
                {block.rows.map((row, index) =>
                  look === 'sideBySide' ? <Two key={index} row={row} /> : <One key={index} row={row} />,
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Skipped({ block: { skipped }, columns }: { block: DiffBlock; columns: number }) {
  const { words, formats } = useText();
  if (skipped === 0) return null;
  return (
    <tr class="diff-skipped">
      <td colSpan={columns}>{words.target.configs.skipped(formats.number(skipped))}</td>
    </tr>
  );
}

function Two({ row: { kind, before, after } }: { row: DiffRow }) {
  return (
    <tr>
      <Cells side={before} sign={kind === 'same' ? '' : '−'} />
      <Cells side={after} sign={kind === 'same' ? '' : '+'} />
    </tr>
  );
}

function One({ row: { kind, before, after } }: { row: DiffRow }) {
  if (kind === 'same')
    return (
      <tr>
        <Cells side={before} sign="" />
      </tr>
    );
  return (
    <>
      {before && (
        <tr>
          <Cells side={before} sign="−" />
        </tr>
      )}
      {after && (
        <tr>
          <Cells side={after} sign="+" />
        </tr>
      )}
    </>
  );
}

const LOOKS: Readonly<Record<string, string>> = { '−': 'removed', '+': 'added', '': 'same' };

/** A number and a line; the sign says without colour what became of it, and the marks what in it. */
function Cells({ side, sign }: { side: Side | undefined; sign: '' | '−' | '+' }) {
  if (!side)
    return (
      <>
        <td class="diff-number" />
        <td class="diff-none" />
      </>
    );
  const look = LOOKS[sign];
  return (
    <>
      <td class="diff-number">{side.number}</td>
      <td class={`diff-line diff-${look}`}>
        <span class="diff-sign">{sign || ' '}</span>
        {side.parts.map(({ text, isOther }, at) => (isOther ? <mark key={at}>{text}</mark> : text))}
      </td>
    </>
  );
}
