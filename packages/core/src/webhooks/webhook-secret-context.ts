/** What the signing secret of a webhook is sealed for. */
export function webhookSecretContext(webhookId: string): string {
  return `secret of webhook ${webhookId}`;
}
