/**
 * Writes what the client is made of: `openapi.json`, the API's own document, and `src/schema.ts`, its types.
 * `--check` writes nothing and exits 1 when what is committed is not what the API says now.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { openApiDocument } from '@model-trace/api';
import openapiTS, { astToString } from 'openapi-typescript';
import manifest from '../package.json' with { type: 'json' };

const document = await openApiDocument({ version: manifest.version });
// Properties with a default may be left out of a request.
const types = astToString(await openapiTS(withoutExamples(document) as never, { defaultNonNullable: false }));
const files = {
  'openapi.json': `${JSON.stringify(document, null, 1)}\n`,
  'src/schema.ts': `// Generated from openapi.json by tools/generate-client.ts: do not edit.\n\n${types}`,
};

for (const [name, content] of Object.entries(files)) {
  const url = new URL(`../${name}`, import.meta.url);
  if (!process.argv.includes('--check')) await writeFile(url, content);
  else if ((await readFile(url, 'utf8').catch(() => '')) !== content) {
    console.error(`packages/client/${name} is not what the API says: run \`npx pnpm@12 --silent generate\``);
    process.exitCode = 1;
  }
}

/** Examples are three quarters of the document, and in comments on types they hide what they explain. */
function withoutExamples(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExamples);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'example' && key !== 'examples');
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutExamples(child)]));
}
