/** Makes a key in DATABASE_URL and prints it, this once: `node services/api/src/create-key.ts NAME [read,submit,admin]`. For images, which have no command line. */
import { ModelTraceError, toModelTraceError } from '@model-trace/core/errors';
import { createKeyStore, type KeyScope, keyScopes } from '@model-trace/core/storage';
import { readApiConfig } from './config.ts';

const [name, list = 'read,submit'] = process.argv.slice(2);
try {
  if (!name)
    throw new ModelTraceError('USAGE', 'A name is missing', { fix: 'node services/api/src/create-key.ts NAME' });
  const scopes = list.split(',').map((each): KeyScope => {
    const scope = keyScopes.find((known) => known === each);
    if (scope) return scope;
    throw new ModelTraceError('USAGE', `"${each}" is none of the scopes ${keyScopes.join(', ')}`);
  });
  const keys = createKeyStore({ connectionString: readApiConfig().databaseUrl });
  try {
    console.log((await keys.create({ name, scopes })).text);
  } finally {
    await keys.close();
  }
} catch (caught) {
  const { code, message, fix } = toModelTraceError(caught);
  console.error([message, fix].filter(Boolean).join('. '));
  process.exitCode = code === 'USAGE' || code === 'ENVIRONMENT_INVALID' ? 2 : 1;
}
