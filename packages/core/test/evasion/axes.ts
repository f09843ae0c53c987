/** What a dimension of a stored tensor counts: coordinates of the residual stream, hidden units of the MLP, or other things. */
export type Axis = 'residual' | 'units' | 'other';

/** GPT-2 (Conv1D: [in, out]) and Llama ([out, in]), written down from the papers' formulas. The first that fits holds. */
const patterns: [RegExp, Axis[]][] = [
  [/(wte|wpe|embed_tokens|lm_head)\.weight$/, ['other', 'residual']],
  [/(ln_1|ln_2|ln_f|layernorm|model\.norm)\.(weight|bias)$/, ['residual']],
  [/attn\.c_attn\.weight$/, ['residual', 'other']],
  [/attn\.c_attn\.bias$/, ['other']],
  [/attn\.c_proj\.weight$/, ['other', 'residual']],
  [/mlp\.c_fc\.weight$/, ['residual', 'units']],
  [/mlp\.c_fc\.bias$/, ['units']],
  [/mlp\.c_proj\.weight$/, ['units', 'residual']],
  [/c_proj\.bias$/, ['residual']],
  [/self_attn\.[qkv]_proj\.weight$/, ['other', 'residual']],
  [/self_attn\.o_proj\.weight$/, ['residual', 'other']],
  [/mlp\.(gate|up)_proj\.weight$/, ['units', 'residual']],
  [/mlp\.down_proj\.weight$/, ['residual', 'units']],
];

export function axesOf(name: string): Axis[] {
  const found = patterns.find(([pattern]) => pattern.test(name));
  if (found === undefined) throw new Error(`What the dimensions of ${name} count is not written down`);
  return found[1];
}

/** Block of a tensor, null outside of blocks. */
export function blockOf(name: string): number | null {
  const found = /\.(?:h|layers)\.(\d+)\./.exec(name);
  return found === null ? null : Number(found[1]);
}

export const withBlock = (name: string, block: number) => name.replace(/\.(h|layers)\.\d+\./, `.$1.${block}.`);
