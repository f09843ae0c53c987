/** What the Hub token of an evaluation is sealed for. */
export function hubTokenContext(evaluationId: string): string {
  return `hub token of evaluation ${evaluationId}`;
}
