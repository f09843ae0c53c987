import type { LeaderboardEntry } from '@model-trace/client';
import { columnVisibilityFeature, createColumnHelper, tableFeatures } from '@tanstack/react-table';
import { shortCommit } from '../format/model-name.ts';
import { compact, significant, whole } from '../format/number.ts';
import { formatPValue } from '../format/p-value.ts';
import { ModelName } from '../ui/model-name.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { VerdictBadge } from '../ui/verdict-badge.tsx';
import { type ColumnId, columnIds, columns } from './column-ids.ts';
import { CommitLink } from './commit-link.tsx';
import { EvidenceBar } from './evidence-bar.tsx';

export const features = tableFeatures({ columnVisibilityFeature });

/** Columns whose values stand at the right, so that digits stand below digits. */
export const numeric: ReadonlySet<string> = new Set<ColumnId>(['perplexity', 'trace', 'bitsPerByte', 'parameters']);

const nothing = (
  <span className="muted" title="Not measured">
    –
  </span>
);

const notStated = (
  <span className="muted" title="Not stated in the model card">
    –
  </span>
);

const cells: Record<ColumnId, (entry: LeaderboardEntry) => React.ReactNode> = {
  model: ({ model, evaluationId }) => <ModelName model={model} evaluationId={evaluationId} />,
  perplexity: ({ metrics }) => (metrics.perplexity ? significant(metrics.perplexity.value) : nothing),
  trace: ({ metrics }) =>
    metrics.trace ? (
      <span className="p-value">
        {formatPValue(metrics.trace.value)}
        <EvidenceBar log10={metrics.trace.value} />
      </span>
    ) : (
      nothing
    ),
  verdict: ({ verdict }) => (verdict ? <VerdictBadge verdict={verdict} /> : nothing),
  base: ({ base }) => (base ? <ModelName model={base} /> : nothing),
  bitsPerByte: ({ bitsPerByte }) => (bitsPerByte === null ? nothing : significant(bitsPerByte)),
  architecture: ({ architecture }) => architecture ?? nothing,
  parameters: ({ parameters }) =>
    parameters === null ? nothing : <span title={whole(parameters)}>{compact(parameters)}</span>,
  dtype: ({ dtype }) => dtype ?? nothing,
  license: ({ license }) => (license ? <span title={license}>{license}</span> : notStated),
  weightType: ({ weightType, weightsBase }) =>
    weightsBase ? <span title={`over ${weightsBase}`}>{weightType}</span> : weightType,
  submittedAt: ({ submittedAt }) => <TimeAgo time={submittedAt} />,
  commit: ({ model, commit }) =>
    commit ? (
      <CommitLink model={model} commit={commit} label={shortCommit(commit)} />
    ) : (
      <span className="muted">local</span>
    ),
  baseCommit: ({ base, baseCommit }) => {
    if (!base) return nothing;
    if (!baseCommit) return <span className="muted">local</span>;
    return <CommitLink model={base} commit={baseCommit} label={shortCommit(baseCommit)} />;
  },
};

const helper = createColumnHelper<typeof features, LeaderboardEntry>();

export const leaderboardColumns = helper.columns(
  columnIds.map((id) =>
    helper.display({ id, header: columns[id].heading, cell: ({ row }) => cells[id](row.original) }),
  ),
);
