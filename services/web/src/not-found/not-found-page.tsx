import { Link } from '@tanstack/react-router';
import { EmptyPanel } from '../ui/empty-panel.tsx';
import { useTitle } from '../ui/use-title.ts';

export function NotFoundPage() {
  useTitle('Not found');
  return (
    <EmptyPanel title="There is nothing at this address">
      <p>
        It may have been mistyped. All results are on the <Link to="/">leaderboard</Link>.
      </p>
    </EmptyPanel>
  );
}
