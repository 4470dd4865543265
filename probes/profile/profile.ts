/*
 * What a profile may say. One YAML file describes a family of devices: how it is recognised, what is read, and what
 * the values mean. `probes/devices/README.md` explains each field with examples; this is the schema behind it.
 *
 *   read (named cells)  ─►  where (keep the row?)  ─►  labels  ─►  readings (metric = expression over the cells)
 */
import * as z from 'zod';
import { duration } from '#config/duration.ts';
import { SEVERITIES } from '#protocol/rule.ts';
import { PART_TYPES } from '#protocol/vocabulary/hardware.ts';

const name = z.string().regex(/^[a-z][a-z0-9_]{0,47}$/, 'lower-case letters, digits and underscores');
const profileName = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'lower-case letters, digits and dashes');
const oid = z.string().regex(/^\d+(\.\d+)+$/, 'numbers joined by dots, without a dot in front');
const pattern = z.string().refine(isPattern, 'not a regular expression');
/** `optic_power`: not above 0 it is hundredths of dBm, above 0 microwatts. The rest say it themselves. */
export const CONVERSIONS = [
  'optic_power',
  'milliwatt_to_dbm',
  'microwatt_to_dbm',
  'fahrenheit',
  'kibibytes',
  'mebibytes',
  'ticks',
] as const;

const words = z.strictObject({ 'zh-CN': z.string().min(1).max(200), en: z.string().min(1).max(200) });

/**
 * An expression over the cells of a row, see `expression/expression.ts`: `used * 100 / total`, `state != failed`. In a
 * table `index` is the row's index where that is one number.
 */
const expression = z.union([z.string().min(1).max(500), z.number()]).transform(String);

/**
 * `{cell}` is replaced by the cell's text, `{a|b}` by the first that is not empty, `{index}` by the row's index,
 * `{index.0}` by its first part.
 */
const template = z.string().max(200);

/** How a value is asked over Modbus: holding and input registers, coils and inputs by their number from 0. */
const Register = z.strictObject({
  table: z.enum(['holding', 'input', 'coil', 'discrete']),
  address: z.int().min(0).max(65_535),
  type: z.enum(['uint16', 'int16', 'uint32', 'int32', 'float32', 'bit']).default('uint16'),
  /** Of the two registers of a 32-bit value, which one comes first. */
  order: z.enum(['high_first', 'low_first']).default('high_first'),
  /** For `bit` in a register: 0 is the lowest. */
  bit: z.int().min(0).max(15).optional(),
});

/** One named cell: where it is read and how its raw value becomes a number or a text. Steps apply in this order. */
export const Cell = z
  .strictObject({
    /** Of a scalar with its `.0`; of a column without the index. */
    oid: oid.optional(),
    /** Places that firmware moved it to: the first that the device has is taken, and remembered. */
    one_of: z.array(oid).min(2).max(8).optional(),
    register: Register.optional(),
    /**
     * What makes up this column's index where it is not the row's: parts of the row's index, counted from 0, and
     * cells whose raw value is a part. `[1]` is the second part, `[parent]` what the cell `parent` says.
     */
    key: z
      .array(z.union([z.int().min(0).max(31), name]))
      .min(1)
      .max(16)
      .optional(),
    /** In a table: a scalar beside it, which is the same for every row. */
    once: z.boolean().optional(),
    as: z
      .enum(['number', 'octets', 'text', 'mac', 'hex', 'date', 'ip'])
      .default('number')
      .describe(
        '`text` is UTF-8, or GB18030 where it is not; `octets` are bytes that make up one number, high ones first',
      ),
    /** The first group of this pattern in the text is what is read. */
    match: pattern.optional(),
    /** Raw values that mean "nothing here"; compared before scaling, by number or by text. */
    ignore: z.array(z.union([z.number(), z.string()])).optional(),
    /** A raw value → a word; what is not listed is `otherwise`, and missing without it. */
    words: z.record(z.string(), z.string()).optional(),
    otherwise: z.string().optional(),
    /** Of several scales the first that brings the value into `within` is right: makes differ by tens. Remembered. */
    scale: z.union([z.number(), z.array(z.number()).min(2).max(4)]).optional(),
    /** Scales of makes that share the object, by the beginning of sysObjectID; the longest wins. */
    scale_of: z.record(oid, z.number()).optional(),
    convert: z.enum(CONVERSIONS).optional(),
    /** Plausible range of the final value, both ends included; beyond it the value is ignored, with this reason. */
    within: z.tuple([z.number(), z.number()]).optional(),
  })
  .refine(({ oid, one_of, register }) => [oid, one_of, register].filter(Boolean).length === 1, {
    error: 'exactly one of `oid`, `one_of` and `register` says where it is read',
  });
export type Cell = z.infer<typeof Cell>;

/** The device's own limits, each a number or an expression over the cells; a cell that is ignored gives no limit. */
const Limits = z.strictObject({
  low: expression.optional(),
  high: expression.optional(),
  critical_low: expression.optional(),
  critical_high: expression.optional(),
});

export const ReadingRule = z.strictObject({
  /** Of the vocabulary, or of `metrics` of this profile. */
  metric: z.string(),
  /** A number, or for a state metric a cell with `words` that are words of that metric. */
  value: expression,
  /**
   * Rows of a table that come to the same labels (stacks name the parts of every member alike) are told apart unless
   * `aggregate` is given: to the later ones ` #<index>` is added, such as `Board #1468`.
   */
  labels: z.record(z.string(), template).default({}),
  where: expression.optional(),
  limits: Limits.optional(),
  /** One reading over all rows with these labels, of those whose value is there. `count` needs no more than `value: 1`. */
  aggregate: z.enum(['avg', 'sum', 'min', 'max', 'count']).optional(),
});
export type ReadingRule = z.infer<typeof ReadingRule>;

/** A fact that is no number: neighbours, a text state. One record holds all rows of a table, as a list. */
const FactRule = z.strictObject({
  kind: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  key: z.string().max(200).default(''),
  fields: z.record(z.string(), template),
});

/** Things that are read together: some scalars, or the rows of one table. */
export const Section = z.strictObject({
  name,
  kind: z.enum(['scalars', 'table']),
  /** Of the sections of one group the first that answers is used, in the order of the file; remembered. */
  group: name.optional(),
  /** Cells of which each must be there in some row, else the section counts as one that does not answer. */
  needs: z.array(name).optional(),
  /** Read less often than the rest. */
  every: duration({ min: '10s', max: '1d' }).optional(),
  /** Rows beyond this are not read, and named. */
  max_rows: z.int().min(1).max(20_000).default(2_000),
  /** Rows come and go: asked each time, also while it never had any. So are lists with `device.alarm` anyhow. */
  volatile: z.boolean().optional(),
  /** A trailing `.0` of row indexes is cut: some cards add it. */
  trim_index: z.boolean().default(false),
  read: z.record(name, Cell),
  /** Rows for which this is not true are left out. */
  where: expression.optional(),
  /** Why such rows are left out, for `check`. */
  why: z.string().max(200).optional(),
  readings: z.array(ReadingRule).default([]),
  facts: z.array(FactRule).default([]),
});
export type Section = z.infer<typeof Section>;

/** How to tell that a device is of this family; all fields that are given must hold. */
const Recognition = z
  .strictObject({
    /** Beginning of sysObjectID, whole numbers. */
    object: oid.optional(),
    /** Found in sysDescr, whatever the case. */
    description: pattern.optional(),
    /** Objects that must answer (exact instances), for makes that share a sysObjectID. */
    answers: z.array(oid).max(4).optional(),
    /** Objects that must not answer. */
    silent: z.array(oid).max(4).optional(),
    /** Subtrees in which anything must answer, where no instance is sure to be there. */
    under: z.array(oid).max(4).optional(),
    /** Says little, as many makes use this number: any other evidence that holds is stronger. */
    weak: z.boolean().optional(),
  })
  .refine(({ weak: _, ...given }) => Object.values(given).some((value) => value !== undefined), {
    error: 'nothing to go by',
  });

const Trap = z.strictObject({
  oid,
  name: z.string().min(1).max(100),
  severity: z.enum(SEVERITIES).optional(),
  /** Names of traps that this one ends. */
  clears: z.array(z.string()).default([]),
  /** A trap that nothing clears goes back to none after this. */
  lasts: duration({ min: '10s', max: '7d' }).prefault('1h'),
  meaning: words,
});
export type Trap = z.infer<typeof Trap>;

export const Profile = z.strictObject({
  profile: profileName,
  title: words,
  protocol: z.enum(['snmp', 'modbus']).default('snmp'),
  /** Kind of target: decides its page and its icon. */
  kind: z.enum([
    'switch',
    'router',
    'firewall',
    'security',
    'load_balancer',
    'ups',
    'air_conditioner',
    'sensor',
    'storage',
    'fibre_switch',
    'server_board',
    'hypervisor',
    'server',
    'console',
    'device',
  ]),
  vendor: z.string().max(64).default(''),
  /** Models that were seen: by a recorded walk, and those of the family that nobody here has seen. */
  seen: z.array(z.string()).default([]),
  unseen: z.array(z.string()).default([]),
  /** Alternatives, any of which is enough. Empty: used by `include` or by name only. */
  recognise: z.array(Recognition).default([]),
  /** Profiles whose sections are read as well. Where two tell the same series that of this one counts. */
  include: z.array(profileName).default([]),
  /** Sections of included profiles that are left out, because this one reads them better. */
  without: z.array(name).default([]),
  /** What the device can bear; over the defaults of the client. */
  manners: z
    .strictObject({
      bulk: z.boolean(),
      repetitions: z.int().min(1).max(100),
      oids_per_request: z.int().min(1).max(60),
      in_flight: z.int().min(1).max(4),
      timeout: duration({ min: '100ms', max: '30s' }),
      /** Modbus: registers in one request, and the pause between two. */
      registers_per_request: z.int().min(1).max(125),
      pause: duration({ min: '0s', max: '5s' }),
    })
    .partial()
    .default({}),
  /**
   * Text of the inventory: the first that is not empty counts, those of included profiles come after these. An `oid`
   * is an exact instance, or a column of which the first text counts. `match` takes a part of it. `chassis` is the id
   * under which its neighbours know it.
   */
  identity: z
    .partialRecord(
      z.enum(['model', 'serial', 'version', 'name', 'location', 'chassis']),
      z.array(Cell).max(4),
    )
    .default({}),
  sections: z.array(Section).default([]),
  /** Metrics beyond the vocabulary, as a metric definition: kind, unit, labels, meaning, states. */
  metrics: z
    .array(
      z.strictObject({
        name: z.string(),
        kind: z.enum(['gauge', 'counter', 'state']),
        unit: z.string().max(16),
        labels: z.array(z.string()).default([]),
        meaning: words,
        states: z
          .record(z.string(), z.strictObject({ code: z.int(), 'zh-CN': z.string(), en: z.string() }))
          .optional(),
      }),
    )
    .default([]),
  /** Kinds of parts for which losing all but one is worth an alert. */
  redundant: z.array(z.enum(PART_TYPES)).default(['power', 'fan']),
  traps: z.array(Trap).default([]),
});
export type Profile = z.infer<typeof Profile>;

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'iu') !== undefined;
  } catch {
    return false;
  }
}
