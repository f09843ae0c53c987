import { Link } from '@tanstack/react-router';
import { splitModelName } from '../format/model-name.ts';
import './model-name.css';

/** A model, with the part of its name that tells it from others set apart; leads to an evaluation of it. */
export function ModelName({
  model,
  evaluationId,
  isScan = false,
}: {
  model: string;
  evaluationId?: string;
  isScan?: boolean;
}) {
  const { owner, name } = splitModelName(model);
  const text = (
    <bdi dir="ltr">
      <span className="model-owner">{owner}</span>
      <span className="model-own-name">{name}</span>
    </bdi>
  );
  if (evaluationId === undefined)
    return (
      <span className="model-name" title={model}>
        {text}
      </span>
    );
  return (
    <Link
      to={isScan ? '/scans/$id' : '/evaluations/$id'}
      params={{ id: evaluationId }}
      className="model-name"
      title={model}
    >
      {text}
    </Link>
  );
}
