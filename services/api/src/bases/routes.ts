import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ModelTraceError, toModelTraceError } from '@model-trace/core/errors';
import type { Base } from '@model-trace/core/storage';
import { requireWholeModel } from '@model-trace/core/weights';
import { type Static, Type } from 'typebox';
import type { ApiStore } from '../api-store.ts';
import { requireArchitecture, requireCausalLm, requireWeights } from '../checks/model-checks.ts';
import { createSubject } from '../checks/subject.ts';
import type { SubmissionPolicy } from '../checks/submission-policy.ts';
import type { ModelAccess } from '../evaluations/model-access.ts';
import { ConditionalHeaders, Etag, NotModified, tagged } from '../http/entity-tags.ts';
import { problemResponses } from '../problems/problem-responses.ts';
import { Nullable } from '../validation/nullable.ts';
import { Text } from '../validation/text.ts';

const tags = ['scans'];
const BaseResource = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    model: Type.String(),
    commit: Nullable(Type.String(), { description: 'What it is tested at; null: a directory' }),
    architecture: Type.String({ description: 'model_type of config.json' }),
    createdAt: Type.String({ format: 'date-time' }),
  },
  { title: 'Base' },
);
const NewBase = Type.Object(
  {
    model: Text({ maxLength: 512, description: 'Hub id (owner/name) or a directory under MODEL_ROOTS' }),
    revision: Type.Optional(Text({ description: 'Branch, tag or commit hash; default main' })),
  },
  { title: 'NewBase', additionalProperties: false, examples: [{ model: 'openai-community/gpt2' }] },
);

export interface BaseRouteOptions {
  store: Pick<ApiStore, 'bases'>;
  models: ModelAccess;
  policy: SubmissionPolicy;
}

/** Which models scans test others against. Listed for everybody, changed by operators. */
export const baseRoutes: FastifyPluginAsyncTypebox<BaseRouteOptions> = async (app, { store, models, policy }) => {
  app.get(
    '/v1/bases',
    {
      ...tagged,
      schema: {
        operationId: 'listBases',
        tags,
        summary: 'Models that scans test others against',
        headers: ConditionalHeaders,
        response: {
          200: {
            ...Type.Object({ items: Type.Array(BaseResource) }, { title: 'BaseList' }),
            description: 'All of them, by model',
            headers: { etag: Etag },
          },
          304: NotModified,
          ...problemResponses(400, 503),
        },
      },
    },
    async () => ({ items: (await store.bases.list()).map(toResource) }),
  );

  app.post(
    '/v1/bases',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'addBase',
        tags,
        summary: 'Test models against this one too',
        description:
          'At the commit that the revision resolves to now. Its signature is read from its weights by the first scan and ' +
          'kept by the workers.',
        body: NewBase,
        response: {
          200: { ...BaseResource, description: 'It was there' },
          201: { ...BaseResource, description: 'The base' },
          ...problemResponses(400, 409, 413, 415, 422, 503),
        },
      },
    },
    async ({ body, log }, reply) => {
      const { base, added } = await store.bases.add(await described(body, { models, policy }));
      if (added) log.info({ baseId: base.id, model: base.model, commit: base.commit }, 'base added');
      reply.code(added ? 201 : 200);
      return toResource(base);
    },
  );

  app.delete(
    '/v1/bases/:id',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'removeBase',
        tags,
        summary: 'Test models against this one no longer',
        description: 'Results of scans keep it.',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 204: { type: 'null', description: 'It is gone' }, ...problemResponses(400, 404, 503) },
      },
    },
    async ({ params: { id }, log }, reply) => {
      if (!(await store.bases.remove(id))) throw new ModelTraceError('NOT_FOUND', `There is no base ${id}`);
      log.info({ baseId: id }, 'base removed');
      reply.code(204);
      return null;
    },
  );
};

/** The model as it is stored. @throws what a submission of it would be refused with */
async function described(
  { model, revision }: Static<typeof NewBase>,
  { models, policy }: Pick<BaseRouteOptions, 'models' | 'policy'>,
) {
  const subject = createSubject({ id: model, revision, models, fields: { id: 'model', revision: 'revision' } });
  try {
    const source = await subject.open();
    await requireWholeModel(source, 'model');
    const config = await subject.config();
    requireCausalLm(model, config);
    requireArchitecture(model, config);
    await requireWeights(source, { config, policy });
    return { model, commit: source.commit, architecture: String(config.model_type) };
  } catch (caught) {
    const error = toModelTraceError(caught);
    throw error.retryable || error.code === 'INTERNAL' ? error : subject.atField(error);
  }
}

function toResource({ id, model, commit, architecture, createdAt }: Base): Static<typeof BaseResource> {
  return { id, model, commit, architecture, createdAt: createdAt.toISOString() };
}
