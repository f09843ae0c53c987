import type { EvaluationSummary } from '@model-trace/client';
import './badge.css';

const looks: Record<EvaluationSummary['status'], string> = {
  queued: '',
  running: 'badge-accent',
  succeeded: 'badge-good',
  failed: 'badge-bad',
  canceled: '',
  expired: 'badge-bad',
};

export function StatusBadge({ status }: Pick<EvaluationSummary, 'status'>) {
  return <span className={`badge ${looks[status]}`}>{status}</span>;
}
