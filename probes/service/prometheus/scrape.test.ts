import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figures } from '../test-service.ts';
import { PrometheusConfig } from './config.ts';
import { ScrapeReader } from './scrape.ts';

function reader(settings: Record<string, unknown> = {}) {
  const scrape = new ScrapeReader(PrometheusConfig.parse({ address: '127.0.0.1', ...settings }));
  return (text: string, isCut = false) => scrape.read(Buffer.from(text), isCut);
}

const answer = `# HELP http_requests_total Requests.
# TYPE http_requests_total counter
http_requests_total{code="200",method="get"} 1027 1395066363000
http_requests_total{code="500",method="get"} 3
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 1.5e+07
# TYPE rpc_seconds summary
rpc_seconds{quantile="0.5"} 0.3
rpc_seconds_sum 17.5
rpc_seconds_count 26
# TYPE lag_seconds histogram
lag_seconds_bucket{le="0.1"} 2
lag_seconds_bucket{le="+Inf"} 5
lag_seconds_sum 0.9
lag_seconds_count 5
something_total 4
mysql_up 0
node_network_up{device="eth1"} 0
`;

describe('an answer in the text format', () => {
  it('gives kinds and units by types and names, and leaves buckets out', () => {
    const { readings, samples, leftOut, subjectsDown } = reader()(answer);

    const columns = readings.map(({ column }) => [column.metric, column.kind, column.unit]);
    expect(columns).toEqual([
      ['http.requests_total', 'counter', '1'],
      ['http.requests_total', 'counter', '1'],
      ['process.resident_memory_bytes', 'gauge', 'B'],
      ['rpc.seconds', 'gauge', 's'],
      ['rpc.seconds_sum', 'counter', 's'],
      ['rpc.seconds_count', 'counter', '1'],
      ['lag.seconds_sum', 'counter', 's'],
      ['lag.seconds_count', 'counter', '1'],
      ['something.total', 'counter', '1'],
      ['mysql.up', 'gauge', '1'],
      ['node.network_up', 'gauge', '1'],
    ]);
    expect(figures(readings)).toMatchObject({
      'http.requests_total{200,get}': 1_027,
      'process.resident_memory_bytes': 15_000_000,
      'rpc.seconds{0.5}': 0.3,
    });
    expect(samples).toBe(13);
    expect(leftOut).toEqual([
      { what: 'lag_seconds_bucket', why: expect.stringMatching(/histogram_buckets/) },
    ]);
    expect(subjectsDown).toBe(1);
  });

  it('that comes again with other values has the very same columns', () => {
    const read = reader();
    const first = read(answer);

    const second = read(answer.replace('1027', '1028').replace('mysql_up 0', 'mysql_up 1'));

    expect(second.readings.map(({ column }) => column)).toEqual(first.readings.map(({ column }) => column));
    expect(second.readings.every(({ column }, i) => column === first.readings[i]?.column)).toBe(true);
    expect(second.readings[0]?.value).toBe(1_028);
    expect([first.subjectsDown, second.subjectsDown]).toEqual([1, 0]);
    expect(second.leftOut).toEqual(first.leftOut);
  });

  it('with a name on which an expression runs wild is not read, and says so', () => {
    const wild = reader({ keep: ['(a+)+b'] });

    expect(() => wild(`${'a'.repeat(60)} 1\n`)).toThrow(/expressions of keep and drop take too long/);
    expect(() => wild('ab 1\n')).not.toThrow();
  });

  it('without a series that was there has none for it, and the others keep theirs', () => {
    const read = reader();
    const first = read(answer);

    const second = read(answer.replace(/^something_total.*\n/m, 'new_thing{a="b"} 7\n'));

    const names = second.readings.map(({ column }) => column.metric);
    expect(names).not.toContain('something.total');
    expect(names).toContain('new.thing');
    const before = new Set(first.readings.map(({ column }) => column));
    expect(second.readings.filter(({ column }) => !before.has(column))).toHaveLength(1);
  });

  it('in another order, with other line ends, is the same', () => {
    const read = reader();
    const first = figures(read(answer).readings);

    const turned = answer
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .reverse()
      .join('\r\n');

    expect(figures(read(turned).readings)).toEqual(first);
  });

  it('is read the same way the second time, whatever stands in it', () => {
    const line = fc
      .tuple(
        fc.constantFrom('a', 'b_c', 'up', 'x_bucket'),
        fc.constantFrom('', '{l="1"}', '{l="2",m="é"}'),
        fc.double(),
      )
      .map(([name, labels, value]) => `${name}${labels} ${value}`);
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const read = reader();
        const text = lines.join('\n');
        const first = read(text);
        const second = read(text);
        expect(second.readings).toEqual(first.readings);
        expect(second.subjectsDown).toBe(first.subjectsDown);
      }),
    );
  });

  it('counts lines that are none', () => {
    expect(reader()('good 1\nno figure at all\n')).toMatchObject({ samples: 1, malformed: 1 });
  });

  it('that was cut is read up to its last whole line', () => {
    expect(figures(reader()('a_b 1\nc_d 123', true).readings)).toEqual({ 'a.b': 1 });
  });
});

it('an answer in OpenMetrics has its types by the names of families, units told, no times of creation, and an end', () => {
  const { readings, hasEnd, leftOut } = reader()(
    [
      '# TYPE requests counter',
      'requests_total{path="/"} 17 # {trace_id="abc"} 1 1520879607.789',
      'requests_created{path="/"} 1520430000.1',
      '# TYPE room_temperature gauge',
      '# UNIT room_temperature celsius',
      'room_temperature 21.5',
      '# TYPE build info',
      'build_info{version="1.2"} 1',
      '# EOF',
      '',
    ].join('\n'),
  );

  expect(readings.map(({ column, value }) => [column.metric, column.kind, column.unit, value])).toEqual([
    ['requests.total', 'counter', '1', 17],
    ['room.temperature', 'gauge', '°C', 21.5],
    ['build.info', 'gauge', '1', 1],
  ]);
  expect(hasEnd).toBe(true);
  expect(leftOut).toEqual([{ what: 'requests_created', why: expect.stringMatching(/began/) }]);
});

describe('what is kept', () => {
  it('follows whole names and labels', () => {
    const read = reader({
      keep: ['http_.*', 'mysql_up'],
      drop: ['http_debug_.*'],
      drop_labels: ['method'],
      rename_labels: { code: 'status' },
    });

    const { readings } = read(`${answer}http_debug_x 1\nhttp_requests_total{code="404",method="put"} 1\n`);

    expect(readings.map(({ column }) => [column.metric, column.labels])).toEqual([
      ['http.requests_total', { status: '200' }],
      ['http.requests_total', { status: '500' }],
      ['mysql.up', {}],
      ['http.requests_total', { status: '404' }],
    ]);
  });

  it('names series that become one when a label is left out', () => {
    const { readings, leftOut } = reader({ keep: ['http_.*'], drop_labels: ['code'] })(answer);

    expect(readings).toHaveLength(1);
    expect(leftOut).toContainEqual({
      what: 'http_requests_total',
      why: expect.stringMatching(/same series twice/),
    });
  });

  it('stops at the limit of series, and those that were there stay', () => {
    const read = reader({ max_series: 3 });
    const lines = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => `a_b{i="${from + i}"} ${from + i}`).join('\n');
    read(lines(5, 8));

    const { readings, leftOut } = read(lines(0, 10));

    expect(readings.map(({ value }) => value)).toEqual([5, 6, 7]);
    expect(leftOut).toEqual([{ what: 'a_b', why: 'more than 3 series: see max_series, keep and drop' }]);
  });

  it('stops at 1,000 values of one label, and at labels that are too long or too many', () => {
    const many = Array.from({ length: 1_200 }, (_, i) => `a_b{user="${i}"} 1`).join('\n');
    const labels = Array.from({ length: 30 }, (_, i) => `l${i}="x"`).join(',');

    const { readings, leftOut } = reader()(`${many}\nc_d{sql="${'x'.repeat(300)}"} 1\ne_f{${labels}} 1\n`);

    expect(readings).toHaveLength(1_000);
    expect(leftOut.map(({ why }) => why)).toEqual([
      expect.stringMatching(/values of the label user/),
      expect.stringMatching(/more than 200 bytes/),
      expect.stringMatching(/more than 24 labels/),
    ]);
  });

  it('has buckets when they are asked for', () => {
    const { readings } = reader({ histogram_buckets: true })(answer);

    expect(figures(readings)['lag.seconds_bucket{+Inf}']).toBe(5);
  });
});

it('refuses what is no regular expression', () => {
  const { error } = PrometheusConfig.safeParse({ address: 'a', keep: ['('] });

  expect(error?.issues[0]?.message).toBe('no regular expression');
});
