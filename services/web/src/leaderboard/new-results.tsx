import { useEffect, useState } from 'react';
import { useLiveEvents } from '../service/use-live-events.ts';

const types = ['evaluation.succeeded'] as const;
const gatherMs = 400;

/** Looks again when an evaluation has succeeded: by itself where that is one request, else when it is wanted. */
export function NewResults({ small, onShow }: { small: boolean; onShow: () => unknown }) {
  const [count, setCount] = useState(0);
  useLiveEvents(types, { onEvent: () => setCount((known) => known + 1) });
  useEffect(() => {
    if (count === 0 || !small) return;
    const timer = setTimeout(() => {
      setCount(0);
      onShow();
    }, gatherMs);
    return () => clearTimeout(timer);
  }, [count, small, onShow]);
  if (count === 0 || small) return null;
  const show = () => {
    setCount(0);
    onShow();
  };
  return (
    <button type="button" className="link-button" onClick={show}>
      {count === 1 ? 'One new result' : `${count} new results`}: show
    </button>
  );
}
