import type { Encoder } from '../encoder.ts';
import { fieldOf, hostnameOf, subjectOf } from '../played-metrics.ts';

const TIMESERIES = 0x0a;
const LABEL = 0x0a;
const NAME = 0x0a;
const VALUE = 0x12;
const SAMPLE = 0x12;
const SAMPLE_VALUE = 0x09;
const SAMPLE_TIME = 0x10;
const LITERAL = 0xfc;
/** Room for the two lengths that stand before the text of the samples in a snappy block. */
const SNAPPY_HEADER = 10;

/** Media type and version that a receiver of remote write asks for. */
export const REMOTE_WRITE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
};

/**
 * Prometheus remote write, version 1: a protobuf message in a snappy block. One series with one sample after the
 * other, as Prometheus itself sends them. The block is one literal: valid, and the cheapest there is to unpack.
 *
 *   WriteRequest { repeated TimeSeries 1 }
 *   TimeSeries { repeated Label 1, repeated Sample 2 }, Label { string name 1, value 2 }
 *   Sample { double value 1, int64 timestamp 2 }
 */
export function remoteWriteEncoder(): Encoder {
  const labels: Buffer[][] = [];
  let bytes = Buffer.allocUnsafe(1 << 20);
  let end = SNAPPY_HEADER;
  let timeMs = Number.NaN;
  let time: Buffer = Buffer.alloc(0);

  return {
    add(host, from, to, atMs, values) {
      if (atMs !== timeMs) {
        timeMs = atMs;
        time = varint(atMs);
      }
      labels[host] ??= [];
      for (let column = from; column < to; column++) {
        labels[host][column] ??= labelsOf(host, column);
        const series = labels[host][column];
        const sampleBytes = 10 + time.length;
        const seriesBytes = series.length + 2 + sampleBytes;
        reserve(seriesBytes + 8);
        bytes[end++] = TIMESERIES;
        end = putVarint(seriesBytes, end);
        end += series.copy(bytes, end);
        bytes[end++] = SAMPLE;
        bytes[end++] = sampleBytes;
        bytes[end++] = SAMPLE_VALUE;
        end = bytes.writeDoubleLE(values[column], end);
        bytes[end++] = SAMPLE_TIME;
        end += time.copy(bytes, end);
      }
    },
    take() {
      const length = end - SNAPPY_HEADER;
      const head = varint(length);
      const start = SNAPPY_HEADER - head.length - 5;
      head.copy(bytes, start);
      bytes[SNAPPY_HEADER - 5] = LITERAL;
      bytes.writeUInt32LE(length - 1, SNAPPY_HEADER - 4);
      const body = Buffer.from(bytes.subarray(start, end));
      end = SNAPPY_HEADER;
      return body;
    },
  };

  function reserve(needed: number): void {
    if (end + needed <= bytes.length) return;
    const larger = Buffer.allocUnsafe(bytes.length * 2);
    bytes.copy(larger, 0, 0, end);
    bytes = larger;
  }

  function putVarint(value: number, at: number): number {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
    bytes[at++] = rest;
    return at;
  }
}

/** Labels in the order of their names, as the receiver demands. */
function labelsOf(host: number, column: number): Buffer {
  return Buffer.concat([
    label('__name__', `${subjectOf(column)}_${fieldOf(column)}`),
    label('host', hostnameOf(host)),
  ]);
}

function label(name: string, value: string): Buffer {
  return message(
    LABEL,
    Buffer.concat([message(NAME, Buffer.from(name)), message(VALUE, Buffer.from(value))]),
  );
}

function message(tag: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), varint(body.length), body]);
}

/** Also of times, which have more than 32 bits. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
