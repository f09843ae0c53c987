import { Link } from '@tanstack/react-router';
import { splitModelName } from '../format/model-name.ts';
import '../ui/model-name.css';

/** Where the page of a model is. A directory's slashes would not outlive a path: such a name stands in the query. */
export function modelAddress(model: string) {
  const inPath = /^[\w.-]+(\/[\w.-]+)*$/.test(model) && !/(^|\/)\.{1,2}(\/|$)/.test(model);
  return {
    to: '/models/$' as const,
    params: { _splat: inPath ? model : '-' },
    search: inPath ? {} : { name: model },
  };
}

/** The model that an address of `modelAddress` names. */
export function modelOfAddress(splat: string | undefined, name: string | undefined): string {
  return splat === '-' && name !== undefined ? name : (splat ?? '');
}

/** A model's name, leading to all that is known of it. */
export function ModelLink({ model }: { model: string }) {
  const { owner, name } = splitModelName(model);
  return (
    <Link {...modelAddress(model)} className="model-name" title={model}>
      <span className="model-owner">{owner}</span>
      <span className="model-own-name">{name}</span>
    </Link>
  );
}
