import { parseNumber, parseQuantity, parseSpan } from './typed.ts';

/** What is wrong with one field: a code that pages have words for, and what stands in them. */
export interface Fault {
  code: FaultCode;
  params: readonly number[];
}

export type FaultCode =
  | 'required'
  | 'number'
  | 'span'
  | 'whole'
  | 'between'
  | 'at_least'
  | 'span_least'
  | 'id'
  | 'id_taken'
  | 'metric'
  | 'values'
  | 'too_long'
  | typeof import('#protocol/rule-contradictions.ts').CONTRADICTIONS[number];

/** By the path of the field in the rule: `condition.threshold`, `tiers.0.holdMs`. */
export type Faults = Record<string, Fault>;

interface Bounds {
  least?: number;
  most?: number;
  whole?: boolean;
}

/** Reads typed fields and collects what is wrong with them; the first fault of a field stays. */
export class FieldReader {
  readonly faults: Faults = {};

  fault(path: string, code: FaultCode, ...params: number[]): void {
    this.faults[path] ??= { code, params };
  }

  /** NaN, with a fault, for what is no such number. */
  number(path: string, text: string, bounds: Bounds = {}): number {
    return this.#within(path, text, parseNumber(text), bounds);
  }

  optionalNumber(path: string, text: string, bounds: Bounds = {}): number | undefined {
    return text.trim() === '' ? undefined : this.number(path, text, bounds);
  }

  quantity(path: string, text: string, unit: string): number {
    return this.#within(path, text, parseQuantity(text, unit), {});
  }

  optionalQuantity(path: string, text: string, unit: string): number | undefined {
    return text.trim() === '' ? undefined : this.quantity(path, text, unit);
  }

  span(path: string, text: string, leastMs = 0): number {
    const ms = parseSpan(text);
    if (text.trim() === '') this.fault(path, 'required');
    else if (Number.isNaN(ms)) this.fault(path, 'span');
    else if (ms < leastMs) this.fault(path, 'span_least', leastMs);
    return ms;
  }

  optionalSpan(path: string, text: string): number | undefined {
    return text.trim() === '' ? undefined : this.span(path, text);
  }

  #within(path: string, text: string, value: number, { least, most, whole }: Bounds): number {
    if (text.trim() === '') this.fault(path, 'required');
    else if (!Number.isFinite(value)) this.fault(path, 'number');
    else if (whole && !Number.isInteger(value)) this.fault(path, 'whole');
    else if (most !== undefined && (value > most || value < (least ?? value))) {
      this.fault(path, 'between', least ?? 0, most);
    } else if (least !== undefined && value < least) this.fault(path, 'at_least', least);
    return value;
  }
}
