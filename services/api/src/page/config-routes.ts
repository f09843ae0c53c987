import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { tagged } from '../http/entity-tags.ts';
import { problemResponses } from '../problems/problem-responses.ts';
import { PageConfig } from './page-config.ts';

/** GET /config.json: what the operator says on the page. Needs no key: the page asks for one by what it says. */
export const pageConfigRoutes: FastifyPluginAsyncTypebox<{ config: () => PageConfig }> = async (app, { config }) => {
  app.get(
    '/config.json',
    {
      ...tagged,
      schema: {
        operationId: 'getPageConfig',
        tags: ['page'],
        summary: 'Texts and defaults of the web page',
        response: {
          200: { ...PageConfig, description: 'The defaults with what WEB_CONFIG replaces' },
          ...problemResponses(),
        },
      },
    },
    async () => config(),
  );
};
