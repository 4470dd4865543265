import { useText } from '../../../ui/context.ts';
import type { MachineData } from '../machine-data.ts';
import { FILE_FIELDS, LOG_FIELDS } from './inside-subjects.ts';
import { SeriesTable } from './series-table.tsx';

/** What a database tells in rows: spaces, those that are fullest first, then replication, logs, backups and sizes. */
export function InsideTables({ data }: { data: MachineData }) {
  const { words } = useText();
  const text = words.device.insideTables;
  return (
    <div class="inside-tables">
      <SeriesTable
        data={data}
        title={text.spaces}
        subject="database_space"
        labels={['space', 'type']}
        fields={['used_percent', 'days_until_full', 'used_bytes', 'limit_bytes', 'allocated_bytes', 'state']}
        worst={{ field: 'used_percent', by: 'greatest' }}
      />
      <SeriesTable
        data={data}
        title={text.replication}
        subject="database_replication"
        labels={['peer']}
        fields={['state', 'lag_seconds', 'lag_bytes']}
        worst={{ field: 'lag_seconds', by: 'greatest' }}
      />
      <SeriesTable
        data={data}
        title={text.backups}
        subject="database_backup"
        labels={['database', 'type']}
        fields={['result', 'age_seconds', 'size_bytes', 'duration_seconds']}
        worst={{ field: 'age_seconds', by: 'greatest' }}
      />
      <SeriesTable
        data={data}
        title={text.logs}
        subject="database_log"
        labels={['log']}
        fields={['used_percent', 'used_bytes', 'size_bytes']}
        worst={{ field: 'used_percent', by: 'greatest' }}
      />
      <SeriesTable
        data={data}
        title={text.sizes}
        subject="database_size"
        labels={['database']}
        fields={['bytes']}
        worst={{ field: 'bytes', by: 'greatest' }}
      />
    </div>
  );
}

/** Files and logs that an agent watches on its own machine. */
export function HostWatches({ data }: { data: MachineData }) {
  const { words } = useText();
  const text = words.device.insideTables;
  return (
    <>
      <SeriesTable
        data={data}
        title={text.files}
        subject="files"
        labels={['watch']}
        fields={FILE_FIELDS}
        worst={{ field: 'newest_age_seconds', by: 'greatest' }}
      />
      <SeriesTable
        data={data}
        title={text.watchedLogs}
        subject="logs"
        labels={['source', 'pattern', 'severity']}
        fields={LOG_FIELDS}
        worst={{ field: 'matches', by: 'greatest' }}
      />
    </>
  );
}
