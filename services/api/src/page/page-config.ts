import { defaultBase } from '@model-trace/core/results';
import { type Static, Type } from 'typebox';

/** Columns that the leaderboard can show, in the order in which they are offered. */
export const leaderboardColumns = [
  ...['model', 'perplexity', 'trace', 'verdict', 'base', 'bitsPerByte', 'architecture', 'parameters', 'dtype'],
  ...['license', 'weightType', 'submittedAt', 'commit', 'baseCommit'],
] as const;

const Markdown = (description: string) => Type.String({ maxLength: 100_000, description: `Markdown: ${description}` });

/** What an operator may say otherwise on the page, in one JSON file (WEB_CONFIG). What the file leaves out is as here. */
export const PageTexts = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200, description: 'Heading of the leaderboard' }),
    introduction: Markdown('what the leaderboard shows, above it'),
    about: Markdown('the page About'),
    submissionNotes: Markdown('what to know before submitting, beside the form'),
    citationLabel: Type.String({ maxLength: 500, description: 'Says what the button copies' }),
    citationText: Type.String({
      maxLength: 20_000,
      description: 'What is copied; empty: BibTeX of the title and address of the page',
    }),
    columns: Type.Array(Type.Unsafe<string>(Type.Union(leaderboardColumns.map((column) => Type.Literal(column)))), {
      uniqueItems: true,
      minItems: 1,
      description: 'Columns of the leaderboard that are shown at first',
    }),
    defaultBase: Type.String({
      minLength: 1,
      maxLength: 512,
      description: 'Model that submissions are traced against',
    }),
    hubUrl: Type.String({
      pattern: '^(https?://.*)?$',
      maxLength: 500,
      'x-rule': 'must be an http address, or empty',
      description: 'Names of models link there; empty: no links. Nothing is loaded from it',
    }),
  },
  { additionalProperties: false },
);
export type PageTexts = Static<typeof PageTexts>;

export const defaultTexts: PageTexts = {
  title: 'Model Perplexity Leaderboard',
  introduction: `This leaderboard evaluates language models based on their perplexity scores on a fixed test passage and structural similarity to GPT-2 using model tracing analysis.

- **Perplexity**: Lower perplexity scores indicate better performance - it means the model is better at predicting the next token in the text.
- **Match P-Value**: Lower p-values indicate the model preserves structural similarity to GPT-2 after fine-tuning (neuron organization is maintained).
`,
  about: `## How it works

The evaluation runs two types of analysis on language models:

### 1. Perplexity Evaluation

Perplexity tests using a fixed test passage about artificial intelligence. Perplexity measures how well a model predicts text - lower scores mean better predictions.

### 2. Model Tracing Analysis

Compares each model's internal structure to GPT-2 using the "match" statistic with alignment:

- **Base Model**: GPT-2 (\`openai-community/gpt2\`)
- **Comparison**: Each model on the leaderboard
- **Method**: Neuron matching analysis across transformer layers
- **Alignment**: Models are aligned before comparison using the Hungarian algorithm
- **Output**: P-value indicating structural similarity (lower = more similar to GPT-2)

The match statistic tests whether neurons in corresponding layers maintain similar functional roles between the base model and fine-tuned variants.

## Test Text

The evaluation uses the following passage:

\`\`\`
Artificial intelligence has transformed the way we live and work, bringing both opportunities and challenges.
From autonomous vehicles to language models that can engage in human-like conversation, AI technologies are becoming increasingly
sophisticated. However, with this advancement comes the responsibility to ensure these systems are developed and deployed ethically,
with careful consideration for privacy, fairness, and transparency. The future of AI will likely depend on how well we balance innovation
with these important social considerations.
\`\`\`
`,
  submissionNotes: `1. Make sure your model is public on the Hugging Face Hub
2. The model should be loadable with AutoModelForCausalLM
3. The model should support text generation tasks
`,
  citationLabel: 'Copy the following snippet to cite these results',
  citationText: '',
  columns: leaderboardColumns.filter((column) => !['base', 'weightType', 'baseCommit'].includes(column)),
  defaultBase,
  hubUrl: 'https://huggingface.co',
};

/** What the page is told at first. */
export const PageConfig = Type.Object(
  {
    ...PageTexts.properties,
    keysRequired: Type.Boolean({ description: 'Whether requests need a key, so that the page asks for one' }),
  },
  { title: 'PageConfig' },
);
export type PageConfig = Static<typeof PageConfig>;
