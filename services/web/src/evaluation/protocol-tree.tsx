import { Facts } from '../ui/facts.tsx';

/** A part of a protocol as it is stored, name by name. */
export function ProtocolTree({ value }: { value: unknown }) {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(text).join(', ');
  if (typeof value !== 'object' || value === null) return <span className="protocol-value">{text(value)}</span>;
  return (
    <div className="protocol">
      <Facts
        facts={Object.entries(value).map(([name, child]) => [words(name), <ProtocolTree key={name} value={child} />])}
      />
    </div>
  );
}

function text(value: unknown): string {
  if (value === null) return 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** `strideTokens` as `stride tokens`; names of files stay. */
function words(name: string): string {
  return name.includes('.') ? name : name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
