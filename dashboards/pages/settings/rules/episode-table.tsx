import type { TestedEpisode, TestedRule } from '#protocol/back-test.ts';
import { useText } from '../../../ui/context.ts';
import { Table } from '../../../ui/table.tsx';
import { StateTag, Tag } from '../../../ui/tag.tsx';
import { useSubjectText } from './use-subject-text.ts';

const SHOWN = 200;

/** Each time that it would have fired, the newest first. */
export function EpisodeTable({ tested }: { tested: TestedRule }) {
  const { words, formats } = useText();
  const text = words.trials;
  const subject = useSubjectText();
  const { episodes, episodesLeftOut } = tested;
  const shown = episodes.slice(-SHOWN).reverse();
  const leftOut = episodesLeftOut + episodes.length - shown.length;
  return (
    <details class="more-settings">
      <summary>{text.episodes}</summary>
      <Table
        label={text.episodes}
        rows={shown}
        keyOf={({ target, labels, firedAtMs }) => `${firedAtMs} ${target} ${JSON.stringify(labels)}`}
        columns={[
          { title: text.columns.began, cell: ({ firedAtMs }) => formats.moment(firedAtMs) },
          {
            title: text.columns.severity,
            cell: ({ severity }) => <StateTag mark={severity} text={words.states.severity[severity]} />,
          },
          { title: text.columns.series, wide: true, cell: (episode) => subject(episode) },
          {
            title: text.columns.lasted,
            kind: 'number',
            bare: true,
            cell: (episode) => <Lasted episode={episode} />,
          },
        ]}
      />
      {leftOut > 0 && <p class="muted">{text.leftOut(formats.number(leftOut))}</p>}
    </details>
  );
}

function Lasted({ episode: { firedAtMs, endedAtMs, flap } }: { episode: TestedEpisode }) {
  const { words, formats } = useText();
  const text = words.trials;
  return (
    <span class="tagged">
      {flap && <Tag>{text.flap}</Tag>}
      {endedAtMs === null ? text.stillFiring : formats.duration(endedAtMs - firedAtMs)}
    </span>
  );
}
