import '../ui/panel.css';
import './table-skeleton.css';

/** As high as the table, so that nothing moves when it comes. */
export function TableSkeleton() {
  return (
    <div className="table-skeleton" role="status" aria-label="Loading the leaderboard">
      {Array.from({ length: 10 }, (_, index) => (
        <div key={index} className="skeleton" />
      ))}
    </div>
  );
}
