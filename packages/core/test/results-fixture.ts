import type {
  EvaluationRequest,
  EvaluationResults,
  PerplexityResult,
  ScanResult,
  TraceResult,
  Verdict,
} from '@model-trace/core/results';

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
    verdict = 'derived' as Verdict,
    methodVersion = 1,
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
    methodVersion,
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
    verdict,
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

/** A scan that found these bases, strongest first, with log10 p after Holm's correction. */
export function exampleScan(
  { model, weightType, weightsBase }: Pick<EvaluationRequest, 'model' | 'weightType' | 'weightsBase'>,
  found: readonly (readonly [base: string, log10P: number, verdict: Verdict])[],
  { commit = 'a'.repeat(40) } = {},
): ScanResult {
  const traced = (base: string) =>
    exampleResults({ model, base, tasks: ['trace'], weightType, weightsBase }, { commit }).trace!;
  const candidates = found.map(([base, log10P, verdict], index): ScanResult['candidates'][number] => ({
    ...{ base, commit, architecture: 'gpt2', verdict, log10PValue: log10P - 1, log10PHolm: log10P },
    ...{ log10PBenjaminiHochberg: log10P, combined: 'fisher' as const, pairs: 3, agreeingFraction: 0.5, meanCosine: 1 },
    ...{ blocks: [], signatureSha256: 'c'.repeat(64), traceError: null },
    trace: null,
    traceLog10PBonferroni: {},
    // The best one is traced in full.
    ...(index === 0 && { trace: traced(base), traceLog10PBonferroni: { match: -40 + Math.log10(found.length) } }),
  }));
  const { seed: _, vocabulary: _v, activations: _a, base: _b, choices: _c, ...protocol } = traced('x/y').protocol;
  const signature = { version: 1, units: 1, width: 1, dtype: 'F16' };
  return {
    ...{ model, commit, verdictRule: 'fake', null: 'fake', correction: 'fake', tested: found.length, candidates },
    ...{ excluded: [], failed: [], protocol: { ...protocol, seed: 0, signature, passing: 'fake' } },
  };
}
