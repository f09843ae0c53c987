import { toModelTraceError } from '@model-trace/core/errors';
import { redactedPaths } from '@model-trace/core/secrets';
import { pino } from 'pino';
import { apiDefaults, readApiConfig } from './config.ts';
import { logLines } from './log-lines.ts';
import { startApi } from './start-api.ts';

const lines = logLines();
let logger = pino({ level: apiDefaults.logLevel, redact: redactedPaths }, lines);
try {
  const config = readApiConfig();
  logger = pino({ level: config.logLevel, redact: redactedPaths }, lines);
  const api = await startApi(config, { logger });
  logger.info({ url: api.url }, 'API started');
  // Once: a second signal ends the process at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      logger.info({ signal }, 'API stopping');
      try {
        await api.close();
      } catch (err) {
        logger.error({ err }, 'API did not stop cleanly');
        process.exitCode = 1;
      }
    });
  }
} catch (caught) {
  const { code, fix } = toModelTraceError(caught);
  logger.fatal({ err: caught, code, fix }, 'API not started');
  process.exitCode = ['USAGE', 'ENVIRONMENT_INVALID', 'AUTH_OFF_EXPOSED'].includes(code) ? 2 : 1;
}
