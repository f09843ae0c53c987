import { requireSupported, supportedModelTypes } from '@model-trace/core/architectures';
import { ModelTraceError } from '@model-trace/core/errors';
import type { ModelSource } from '@model-trace/core/hub';
import { adapterStem, findWeightFiles } from '@model-trace/core/weights';
import type { Warning } from './check.ts';
import type { ModelConfig } from './subject.ts';
import type { SubmissionPolicy } from './submission-policy.ts';

/**
 * Whether a config is that of a model which predicts the next token. Architectures may be absent: then the model type,
 * which the next check looks at, says what it is, as it does to transformers.
 * @throws NOT_CAUSAL_LM
 */
export function requireCausalLm(id: string, config: ModelConfig): string {
  const { architectures } = config;
  const named = Array.isArray(architectures) ? architectures.filter((each) => typeof each === 'string') : [];
  const shown = named.join(', ').slice(0, 200);
  if (named.length > 0 && !named.some((each) => /(ForCausalLM|LMHeadModel)$/.test(each)))
    throw new ModelTraceError('NOT_CAUSAL_LM', `${id} is a ${shown}, which generates no text`, {
      fix: 'Submit a model whose architecture ends in ForCausalLM or LMHeadModel.',
    });
  if (config.is_encoder_decoder === true)
    throw new ModelTraceError('NOT_CAUSAL_LM', `${id} is an encoder with a decoder`, {
      fix: 'Submit a model that predicts each token from those before it.',
    });
  return named.length > 0 ? shown : 'config.json names no architecture; its model_type is looked at next';
}

/**
 * Whether the architecture is computed here. Code of a repository is never run: a model that needs its own is refused; one
 * that brings code beside a known model type is computed as that type, as transformers does without trust_remote_code.
 * @throws REMOTE_CODE_NEEDED, ARCHITECTURE_UNSUPPORTED, QUANTIZATION_UNSUPPORTED, CONFIG_INVALID
 */
export function requireArchitecture(id: string, config: ModelConfig): string | Warning {
  const type = config.model_type;
  const code = ownCode(config);
  if (code !== null && typeof type === 'string' && !supportedModelTypes.includes(type))
    throw new ModelTraceError('REMOTE_CODE_NEEDED', `${id} needs code of its own (${code}), which is never run`, {
      fix: `Use a model of a known architecture: ${supportedModelTypes.join(', ')}`,
    });
  requireSupported(config);
  if (code === null) return `${type}`;
  const detail = `${id} brings code of its own (${code}), which is not run: it is computed as any ${type}`;
  return {
    warning: new ModelTraceError('REMOTE_CODE_IGNORED', detail, {
      fix: `Take auto_map out of config.json if the model is a plain ${type}; if it is not, its numbers will be wrong.`,
    }),
  };
}

/** What config.json says is to be imported for the model itself. */
function ownCode({ auto_map: map }: ModelConfig): string | null {
  if (typeof map !== 'object' || map === null) return null;
  const [, named] = Object.entries(map).find(([key]) => /^AutoModel/.test(key)) ?? [];
  return named === undefined ? null : String(named).slice(0, 100);
}

/** @throws TOKENIZER_MISSING */
export function requireTokenizer(source: ModelSource): string {
  if (source.files.has('tokenizer.json')) return 'tokenizer.json';
  throw new ModelTraceError('TOKENIZER_MISSING', `${source.id} has no tokenizer.json`, {
    fix: 'Save the fast tokenizer of the model beside its weights',
  });
}

/** Bytes of all weight files. @throws WEIGHTS_MISSING, WEIGHTS_HEADER_INVALID */
export async function sizeOfWeights(
  source: ModelSource,
  { adapter = false } = {},
): Promise<{ format: string; files: number; bytes: number }> {
  const { format, paths } = await findWeightFiles(source, adapter ? { stem: adapterStem } : {});
  const bytes = paths.reduce((sum, path) => sum + (source.files.get(path)?.sizeBytes ?? 0), 0);
  return { format, files: paths.length, bytes };
}

/** How config.json says that the weights are stored; a config that says nothing means float32. */
export function storedDtype(config: ModelConfig | null): string {
  const { quantization_config: quantization, dtype, torch_dtype } = (config ?? {}) as Record<string, unknown>;
  const method = (quantization as { quant_method?: unknown } | null | undefined)?.quant_method;
  if (typeof method === 'string') return method.slice(0, 40);
  const named = typeof dtype === 'string' ? dtype : torch_dtype;
  return typeof named === 'string' ? named.replace('torch.', '').slice(0, 40) : 'float32';
}

/** @throws WEIGHTS_TOO_LARGE; WEIGHTS_MISSING, WEIGHTS_HEADER_INVALID */
export async function requireWeights(
  source: ModelSource,
  { config, policy, adapter }: { config: ModelConfig | null; policy: SubmissionPolicy; adapter?: boolean },
): Promise<string> {
  const { format, files, bytes } = await sizeOfWeights(source, { adapter });
  const dtype = storedDtype(config);
  const { [dtype]: ofDtype, '*': ofAll } = policy.maxWeightBytes;
  const most = ofDtype ?? ofAll;
  if (most !== undefined && bytes > most)
    throw new ModelTraceError(
      'WEIGHTS_TOO_LARGE',
      `The weights of ${source.id} (${dtype}) are ${bytes} bytes, more than the ${most} that this service takes`,
      { fix: 'Submit a smaller model, or evaluate it with the command line on a machine of your own.' },
    );
  return `${files} ${format} ${files === 1 ? 'file' : 'files'}, ${bytes} bytes (${dtype})`;
}
