import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type ErrorCode, errorCodes, typicalFix } from '@model-trace/core/errors';
import { Type } from 'typebox';
import { problemType } from './problem.ts';
import { problemResponses } from './problem-responses.ts';

const Code = Type.Object(
  {
    code: Type.String(),
    title: Type.String(),
    status: Type.Integer({ description: 'HTTP status, where a response reports it' }),
    retryable: Type.Boolean({ description: 'Whether the same request can succeed later' }),
    type: Type.String({ format: 'uri-reference' }),
  },
  { title: 'ErrorCode' },
);

const codes = Object.entries(errorCodes).map(([code, { title, status, retry }]) => {
  return { code, title, status, retryable: retry, type: problemType(code as ErrorCode) };
});

/** Every code the service can answer or store: as data, and as the page that `type` of a problem points to. */
export const errorRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/errors',
    {
      config: { scope: null },
      schema: {
        operationId: 'listErrorCodes',
        tags: ['errors'],
        summary: 'All error codes',
        response: {
          200: Type.Object({ items: Type.Array(Code) }, { title: 'ErrorCodeList', description: 'All codes' }),
          ...problemResponses(),
        },
      },
    },
    async () => ({ items: codes }),
  );

  app.get('/docs/errors', { schema: { hide: true } }, async (_request, reply) => {
    reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    return reply.type('text/html; charset=utf-8').send(page);
  });
};

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

const rows = codes.map(
  ({ code, title, status, retryable }) =>
    `<tr id="${code}"><td><a href="#${code}"><code>${code}</code></a><td>${status}<td>${retryable ? 'yes' : 'no'}<td>${title}<td>${escapeHtml(typicalFix(code as ErrorCode))}`,
);
const page = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Error codes · model-trace</title>
<style>body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}td,th{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top}
:target{background:#ff08}@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}a{color:#8cf}}</style>
<h1>Error codes</h1>
<p>Every error response is a problem document (RFC 9457) with one of these codes. A code never changes its meaning.</p>
<table><thead><tr><th>Code<th>Status<th>Retry helps<th>Meaning<th>What helps most often<tbody>
${rows.join('\n')}
</table>
`;
