/*
 * Answers of OTLP/HTTP, in the form of the request.
 *
 *   ExportMetricsServiceResponse { ExportMetricsPartialSuccess partial_success = 1 }
 *   ExportMetricsPartialSuccess  { int64 rejected_data_points = 1; string error_message = 2 }
 *   google.rpc.Status            { int32 code = 1; string message = 2 }
 */

/** The two forms; also their media types. */
export const OTLP_FORMS = ['application/x-protobuf', 'application/json'] as const;
export type OtlpForm = (typeof OTLP_FORMS)[number];

/** The body is nothing that could ever be taken. */
export class BadOtlpError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadOtlpError';
  }
}

/** Codes of gRPC, for the body of errors: https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
export const GRPC = { invalidArgument: 3, unauthenticated: 16, unavailable: 14 } as const;

/** Everything was taken, or all but so many points. */
export function exportAnswer(form: OtlpForm, rejected: number, message: string): Buffer {
  if (form === 'application/json') {
    // Integers of 64 bits are text there.
    const partial = { rejectedDataPoints: String(rejected), errorMessage: message };
    return Buffer.from(JSON.stringify(rejected > 0 ? { partialSuccess: partial } : {}));
  }
  if (rejected === 0) return Buffer.alloc(0);
  return bytesField(
    0x0a,
    Buffer.concat([numberField(0x08, rejected), bytesField(0x12, Buffer.from(message))]),
  );
}

/** Nothing was taken. */
export function statusAnswer(form: OtlpForm, code: number, message: string): Buffer {
  if (form === 'application/json') return Buffer.from(JSON.stringify({ code, message }));
  return Buffer.concat([numberField(0x08, code), bytesField(0x12, Buffer.from(message))]);
}

function numberField(tag: number, value: number): Buffer {
  return Buffer.concat([Buffer.from([tag]), varint(value)]);
}

function bytesField(tag: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
