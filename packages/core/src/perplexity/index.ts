export { type NamedText, passage } from './passage.ts';
export {
  type PerplexityMeasurement,
  type PerplexityOptions,
  perplexity,
  type TokenLoss,
} from './perplexity.ts';
