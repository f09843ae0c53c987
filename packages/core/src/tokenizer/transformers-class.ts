import type { TokenizerDefinition } from './json-tokenizer.ts';
import type { Section } from './section.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * transformers 5 gives some tokenizer classes their normaliser, pre-tokeniser and decoder itself and takes from
 * tokenizer.json only the vocabulary, the added tokens and the post-processor. Where a file says otherwise (Llama 2's
 * puts ▁ ahead of a space, the class does not), Python's ids are those of the class: AutoTokenizer, 5.23.
 */
export function asTransformersClass(
  definition: TokenizerDefinition,
  config: Json,
  modelType: unknown,
): { definition: TokenizerDefinition; config: Json } {
  const asItIs = { definition, config };
  const name = classOf(config.tokenizer_class, String(modelType ?? '')) ?? '';
  if (!Object.hasOwn(classes, name) || !Array.isArray(definition.model.merges)) return asItIs;
  const byteLevel = [definition.preTokenizer, definition.decoder].some((part) =>
    JSON.stringify(part)?.includes('"ByteLevel"'),
  );
  if (name === 'LlamaTokenizer' && byteLevel) return asItIs; // Llama 3
  const withDefaults = { ...specialTokens[name], ...config };
  return { definition: { ...definition, ...classes[name](definition, withDefaults) }, config: withDefaults };
}

/** Classes by model type, as in tokenization_auto.py; '' is the base class, which keeps to the file. */
const registered: Record<string, string> = {
  ...named('GPT2Tokenizer', 'gpt2', 'gpt_neo', 'gptj', 'codegen', 'opt', 'phi', 'starcoder2'),
  ...named('GPTNeoXTokenizer', 'gpt_neox', 'mpt', 'olmo', 'olmoe'),
  ...named('GemmaTokenizer', 'gemma', 'gemma2', 'gemma3', 'gemma3_text'),
  ...named('Qwen2Tokenizer', 'qwen2', 'qwen2_moe', 'qwen3', 'qwen3_moe'),
  ...named('CohereTokenizer', 'cohere', 'cohere2'),
  ...named('OpenAIGPTTokenizer', 'openai-gpt'),
  ...named('', 'mistral', 'mixtral', 'granite', 'olmo2', 'olmo3', 'stablelm', 'phi3'),
};

function named(name: string, ...types: string[]): Record<string, string> {
  return Object.fromEntries(types.map((type) => [type, name]));
}

function classOf(stated: unknown, modelType: string): string | null {
  const known = Object.hasOwn(registered, modelType) ? registered[modelType] : null;
  if (typeof stated !== 'string') return known;
  const name = stated.replace(/Fast$/, '');
  // Configs of qwen2 are known to state wrong classes.
  return known === '' || (modelType === 'qwen2' && known !== name) ? known : name;
}

const byteLevel = (config: Json): Section => ({
  type: 'ByteLevel',
  add_prefix_space: config.add_prefix_space === true,
});
const plainBytePairs = ({ model }: TokenizerDefinition): Section => ({
  type: 'BPE',
  vocab: model.vocab,
  merges: model.merges,
});
const sentencePiece = (definition: TokenizerDefinition): Section => ({
  ...plainBytePairs(definition),
  fuse_unk: true,
  byte_fallback: true,
});
const toText = (...more: Section[]): Section => ({
  type: 'Sequence',
  decoders: [
    { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
    { type: 'ByteFallback' },
    { type: 'Fuse' },
    ...more,
  ],
});
const qwen2Pattern = String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;

const classes: Record<string, (definition: TokenizerDefinition, config: Json) => Partial<TokenizerDefinition>> = {
  LlamaTokenizer(definition, config) {
    const prepends = config.add_prefix_space !== false;
    const scheme = config.legacy === true ? 'always' : 'first';
    return {
      normalizer: null,
      preTokenizer: { type: 'Metaspace', prepend_scheme: prepends ? scheme : 'never', split: false },
      model: sentencePiece(definition),
      decoder: toText(...(prepends ? [{ type: 'Strip', content: ' ', start: 1 }] : [])),
    };
  },
  GemmaTokenizer: (definition, config) => ({
    normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
    preTokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious' },
    model: {
      ...sentencePiece(definition),
      unk_token: contentOf(config.unk_token),
    },
    decoder: toText(),
  }),
  GPT2Tokenizer: (definition, config) => ({
    normalizer: null,
    preTokenizer: byteLevel(config),
    model: plainBytePairs(definition),
    decoder: { type: 'ByteLevel' },
  }),
  // It rewrites the post-processor too: no special tokens.
  GPTNeoXTokenizer: (definition, config) => ({
    normalizer: { type: 'NFC' },
    preTokenizer: byteLevel(config),
    model: plainBytePairs(definition),
    postProcessor: null,
    decoder: { type: 'ByteLevel' },
  }),
  Qwen2Tokenizer: (definition, config) => ({
    normalizer: { type: 'NFC' },
    preTokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: qwen2Pattern }, behavior: 'Isolated' },
        { ...byteLevel(config), use_regex: false },
      ],
    },
    model: plainBytePairs(definition),
    decoder: { type: 'ByteLevel' },
  }),
  CohereTokenizer: (definition, config) => ({
    normalizer: { type: 'NFC' },
    preTokenizer: { type: 'Sequence', pretokenizers: [{ type: 'Digits', individual_digits: true }, byteLevel(config)] },
    model: plainBytePairs(definition),
    decoder: { type: 'ByteLevel' },
  }),
  OpenAIGPTTokenizer: (definition, config) => ({
    normalizer: { type: 'BertNormalizer' },
    preTokenizer: { type: 'BertPreTokenizer' },
    model: {
      ...plainBytePairs(definition),
      end_of_word_suffix: '</w>',
      unk_token: contentOf(config.unk_token),
    },
    decoder: { type: 'BPEDecoder' },
  }),
};

/** Text of a special token of a config: a string, or an object with its text. */
export function contentOf(token: unknown): string | null {
  const content: unknown = typeof token === 'object' && token !== null && 'content' in token ? token.content : token;
  return typeof content === 'string' ? content : null;
}

const end = '<|endoftext|>';
/** Special tokens that a class has where its config does not say. */
const specialTokens: Record<string, Json> = {
  LlamaTokenizer: { bos_token: '<s>', eos_token: '</s>', unk_token: '<unk>' },
  GemmaTokenizer: {
    bos_token: '<bos>',
    eos_token: '<eos>',
    unk_token: '<unk>',
    pad_token: '<pad>',
    mask_token: '<mask>',
  },
  GPT2Tokenizer: { bos_token: end, eos_token: end, unk_token: end },
  GPTNeoXTokenizer: { bos_token: end, eos_token: end, unk_token: end, pad_token: '<|padding|>' },
  Qwen2Tokenizer: { eos_token: end, unk_token: end, pad_token: end },
  CohereTokenizer: {
    bos_token: '<BOS_TOKEN>',
    eos_token: '<|END_OF_TURN_TOKEN|>',
    unk_token: '<UNK>',
    sep_token: '<SEP>',
    pad_token: '<PAD>',
    cls_token: '<CLS>',
    mask_token: '<MASK_TOKEN>',
  },
  OpenAIGPTTokenizer: { unk_token: '<unk>' },
};
