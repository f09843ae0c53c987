export { type Corpus, type CorpusFormat, textCorpus } from './corpus.ts';
export { type CorpusRegistry, corpusRegistry, type RegisteredCorpus } from './corpus-registry.ts';
export { type CorpusFile, readCorpusFile } from './read-corpus-file.ts';
