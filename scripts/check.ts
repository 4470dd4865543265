import { runCheck } from '#agent/check-command/main.ts';

process.exitCode = await runCheck(process.argv.slice(2));
