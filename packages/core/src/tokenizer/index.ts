export { loadTokenizer, type Tokenizer } from './load-tokenizer.ts';
