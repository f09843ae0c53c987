import { exactly, relativeTime } from '../format/time.ts';

/** How long ago, with the exact time on hover and for whoever copies it. */
export function TimeAgo({ time }: { time: string }) {
  const date = new Date(time);
  return (
    <time dateTime={time} title={exactly(date)}>
      {relativeTime(date)}
    </time>
  );
}
