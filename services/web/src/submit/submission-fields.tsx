import { useQuery } from '@tanstack/react-query';
import { client } from '../service/client.ts';
import { Choices } from '../ui/choices.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import type { fieldMessages, SubmissionForm } from './submission-form.ts';

interface Props {
  form: SubmissionForm;
  messages: ReturnType<typeof fieldMessages>;
  onChange: (part: Partial<SubmissionForm>) => void;
}

const defaultStatistics = 'By default csu, csh and match.';

/** The fields of a submission; those that the chosen tasks do not read are not there. */
export function SubmissionFields({ form, messages, onChange }: Props) {
  const tasks = useQuery({ queryKey: ['tasks'], queryFn: () => client().tasks(), staleTime: Number.POSITIVE_INFINITY });
  const corpora = useQuery({ queryKey: ['corpora'], queryFn: () => client().corpora() });
  const statistics = tasks.data?.find(({ id }) => id === 'trace')?.statistics ?? [];
  const chosenTasks = [...(form.perplexity ? ['perplexity'] : []), ...(form.trace ? ['trace'] : [])];
  return (
    <>
      <div className="submit-group">
        <TextField
          {...{ label: 'Model', value: form.model, required: true, mono: true, error: messages.model }}
          placeholder="owner/name"
          hint="A model of the Hugging Face Hub, or a directory that the operator allows"
          onChange={(model) => onChange({ model })}
        />
        <div className="submit-row">
          <TextField
            {...{ label: 'Revision', value: form.revision, mono: true, error: messages.revision }}
            placeholder="main"
            hint="Branch, tag or commit"
            onChange={(revision) => onChange({ revision })}
          />
          <Choices
            {...{ title: 'Weights', type: 'radio', chosen: [form.weightType], error: messages.weightType }}
            options={[
              { value: 'original', label: 'Whole' },
              { value: 'adapter', label: 'Adapter' },
              { value: 'delta', label: 'Delta' },
            ]}
            onChange={([weightType]) => onChange({ weightType: weightType as SubmissionForm['weightType'] })}
          />
        </div>
        {form.weightType !== 'original' && (
          <TextField
            {...{ label: 'Put over', value: form.weightsBase, mono: true, error: messages.weightsBase }}
            placeholder="owner/base"
            hint="By default what the adapter itself names"
            onChange={(weightsBase) => onChange({ weightsBase })}
          />
        )}
        <Choices
          {...{ title: 'Measure', type: 'checkbox', chosen: chosenTasks, error: messages.perplexity }}
          options={[
            { value: 'perplexity', label: 'Perplexity' },
            { value: 'trace', label: 'Dependence on a base' },
          ]}
          onChange={(chosen) =>
            onChange({ perplexity: chosen.includes('perplexity'), trace: chosen.includes('trace') })
          }
        />
      </div>
      {form.trace && (
        <div className="submit-group">
          <div className="submit-row">
            <TextField
              {...{ label: 'Base', value: form.base, required: true, mono: true, error: messages.base }}
              hint="The model that it may be derived from, or initialised alike with (same seed)"
              onChange={(base) => onChange({ base })}
            />
            <TextField
              {...{ label: 'Revision of the base', value: form.baseRevision, mono: true, error: messages.baseRevision }}
              placeholder="main"
              onChange={(baseRevision) => onChange({ baseRevision })}
            />
          </div>
          <Choices
            {...{ title: 'Statistics', type: 'checkbox', chosen: form.statistics, error: messages.statistics }}
            options={statistics.map((value) => ({ value, label: <code>{value}</code> }))}
            hint={defaultStatistics}
            onChange={(chosen) => onChange({ statistics: chosen })}
          />
          <Choices
            {...{ title: 'Detail', type: 'checkbox', chosen: form.matchings ? ['matchings'] : [] }}
            options={[{ value: 'matchings', label: 'List which units were matched' }]}
            error={messages.matchings}
            hint="Its page then draws each unit of csu, csh and match"
            onChange={(chosen) => onChange({ matchings: chosen.length > 0 })}
          />
        </div>
      )}
      {form.perplexity && (
        <div className="submit-group submit-row">
          <div className="field">
            <span className="field-title" aria-hidden="true">
              Computed in
            </span>
            <SelectField
              {...{ label: 'Computed in', all: 'float32', value: form.dtype === 'float32' ? null : form.dtype }}
              options={[{ value: 'float16', label: 'float16' }]}
              onChange={(dtype) => onChange({ dtype: dtype ?? 'float32' })}
            />
          </div>
          {(corpora.data?.length ?? 0) > 0 && (
            <div className="field">
              <span className="field-title" aria-hidden="true">
                Text
              </span>
              <SelectField
                {...{ label: 'Text', all: 'The fixed passage', value: form.corpus || null }}
                options={corpora.data!.map(({ id, description }) => ({ value: id, label: description ?? id }))}
                onChange={(corpus) => onChange({ corpus: corpus ?? '' })}
              />
              <p className="field-hint">Only the fixed passage is on the leaderboard.</p>
              {messages.corpus && <p className="field-error">{messages.corpus.detail}</p>}
            </div>
          )}
        </div>
      )}
    </>
  );
}
