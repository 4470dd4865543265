import type { Cell, ServerFacts } from '../session.ts';

/** What a session asks first; everybody may. */
export const FACTS = `SELECT
  CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) AS version,
  CAST(SERVERPROPERTY('Edition') AS nvarchar(128)) AS edition,
  CAST(SERVERPROPERTY('EngineEdition') AS int) AS engine,
  CAST(SERVERPROPERTY('IsHadrEnabled') AS int) AS hadr`;

/** https://learn.microsoft.com/en-us/troubleshoot/sql/releases/download-and-install-latest-updates */
const NAMES: Readonly<Record<number, string>> = {
  11: '2012',
  12: '2014',
  13: '2016',
  14: '2017',
  15: '2019',
  16: '2022',
  17: '2025',
};

const AZURE_DATABASE = 5;
const AZURE_INSTANCE = 8;

/** What the server is, from the one row of `FACTS`. */
export function serverFacts([version, edition, engine, hadr]: readonly (Cell | undefined)[]): ServerFacts {
  const numbers = String(version ?? '')
    .split('.')
    .map(Number)
    .filter(Number.isFinite);
  const isAzure = Number(engine) === AZURE_DATABASE || Number(engine) === AZURE_INSTANCE;
  const name = isAzure ? 'Azure SQL' : `SQL Server ${NAMES[numbers[0] ?? 0] ?? ''}`.trim();
  const words = ['sqlserver'];
  if (Number(engine) === AZURE_DATABASE) words.push('azure_database');
  if (isAzure) words.push('azure');
  if (Number(hadr) === 1) words.push('hadr');
  if (/express/i.test(String(edition))) words.push('express');
  return {
    product: name,
    version: `${String(version ?? '')} ${String(edition ?? '')}`.trim(),
    numbers,
    words,
  };
}
