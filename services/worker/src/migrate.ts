/** Applies the migrations to DATABASE_URL and ends: the step before API and workers start. */
import { toModelTraceError } from '@model-trace/core/errors';
import { migrate } from '@model-trace/core/storage';
import { readWorkerConfig } from './config.ts';

try {
  await migrate({ connectionString: readWorkerConfig().databaseUrl });
} catch (caught) {
  const { code, message, fix } = toModelTraceError(caught);
  console.error([message, fix].filter(Boolean).join('. '));
  process.exitCode = code === 'ENVIRONMENT_INVALID' ? 2 : 1;
}
