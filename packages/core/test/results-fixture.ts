import type { EvaluationRequest, EvaluationResults, PerplexityResult, TraceResult } from '@model-trace/core/results';

/** Made-up results in the real shape, for tests of storage, queue and services that compute nothing. */
export function exampleResults(
  request: EvaluationRequest,
  {
    perplexity = 12.5,
    log10PValue = -40,
    commit = 'a'.repeat(40) as string | null,
    parameters = 1000,
    seedText = '',
    license = undefined as string | null | undefined,
  } = {},
): EvaluationResults {
  const model = {
    id: request.model,
    revision: request.revision ?? null,
    commit,
    architecture: 'gpt2',
    parameters,
    dtype: 'F32',
    files: { 'config.json': { sizeBytes: 10, sha256: 'b'.repeat(64) } },
    ...(license !== undefined && { license }),
    ...(request.weightType !== undefined && { weightType: request.weightType }),
    ...(request.weightsBase !== undefined && {
      weightsBase: { id: request.weightsBase, revision: null, commit: null, dtype: 'F16', files: {} },
    }),
  };
  const provenance = {
    method: 'fake',
    methodVersion: 1,
    codeCommit: null,
    engine: 'none',
    provider: 'cpu',
    computeDtype: 'float32',
  };
  const bytes = 100;
  const nllNats = Math.log(perplexity) * 10;
  const perplexityResult: PerplexityResult = {
    model: request.model,
    commit,
    perplexity,
    nllNats,
    meanNllNats: Math.log(perplexity),
    standardErrorNats: null,
    scoredTokens: 10,
    bitsPerByte: nllNats / (Math.LN2 * bytes),
    bytePerplexity: Math.exp(nllNats / bytes),
    wordPerplexity: Math.exp(nllNats / 20),
    tokens: [{ id: 1, text: seedText, nllNats: null }],
    protocol: {
      ...provenance,
      model,
      text: { id: 'passage', sha256: 'c'.repeat(64), sizeBytes: bytes, words: 20 },
      tokenizer: { file: 'tokenizer.json', sha256: 'd'.repeat(64), tokens: 11, specialTokensAdded: [] },
      windowTokens: 128,
      strideTokens: 128,
      unscored: 'first',
    },
  };
  const base = request.base ?? 'openai-community/gpt2';
  const traceResult: TraceResult = {
    model: request.model,
    commit,
    base,
    baseCommit: null,
    verdict: 'derived',
    verdictRule: 'fake',
    statistics: [
      {
        statistic: 'match',
        variant: 'phi_2V',
        log10PValue,
        pValue: 10 ** log10PValue,
        verdict: 'derived',
        verdictRule: 'fake',
        null: 'independent training',
        validity: 'empirical',
        sided: 'one',
        direction: 'small: related',
        metric: 'cosine',
        agreeingFraction: 1,
        blocks: [{ block: 0, baseBlock: 0, log10PValue, rho: 1, units: 4, agreeing: 4, tieGap: null }],
      },
    ],
    protocol: { ...provenance, model, base: { ...model, id: base }, seed: 0, vocabulary: null, activations: null },
  };
  return {
    ...(request.tasks.includes('perplexity') && { perplexity: perplexityResult }),
    ...(request.tasks.includes('trace') && { trace: traceResult }),
  };
}
