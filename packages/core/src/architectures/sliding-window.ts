import { ModelTraceError } from '../errors.ts';
import type { ConfigReader } from './config-reader.ts';
import { limits } from './limits.ts';

/** Tokens that a query sees, itself included; null when the config says null, or says nothing and the family has no default. */
export function slidingWindow(config: ConfigReader, { default: fallback }: { default?: number } = {}): number | null {
  if (!config.has('sliding_window') && (fallback === undefined || config.isNull('sliding_window'))) return null;
  return config.integer('sliding_window', { max: limits.context, default: fallback });
}

interface LayerOptions {
  readonly blocks: number;
  readonly window: number | null;
  /** Which blocks of a config without `layer_types` (before transformers 4.53) see a window only. */
  readonly sliding: (index: number) => boolean;
}

/**
 * The window of each block; null: the block sees all tokens before it.
 * @throws ARCHITECTURE_UNSUPPORTED for another kind of layer, CONFIG_INVALID for a window without a size
 */
export function layerWindows(config: ConfigReader, { blocks, window, sliding }: LayerOptions): (number | null)[] {
  const types = config.has('layer_types') ? config.strings('layer_types', { length: blocks }) : null;
  return Array.from({ length: blocks }, (_, index) => {
    const type = types?.[index] ?? (sliding(index) ? 'sliding_attention' : 'full_attention');
    if (type === 'full_attention' || type === 'attention') return null;
    if (type !== 'sliding_attention') {
      throw new ModelTraceError(
        'ARCHITECTURE_UNSUPPORTED',
        `The layer type ${JSON.stringify(type.slice(0, 100))} is not supported; these are: full_attention, sliding_attention`,
      );
    }
    if (window === null) {
      throw new ModelTraceError(
        'CONFIG_INVALID',
        `config.json: block ${index} is to see a window of tokens only, but there is no sliding_window`,
      );
    }
    return window;
  });
}
