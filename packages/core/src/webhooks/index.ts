export { checkWebhookUrl } from './check-webhook-url.ts';
export { isPrivateAddress } from './private-address.ts';
export { webhookRetryDelay, webhookRetryDelaysMs } from './retry-delay.ts';
export { type SendWebhookOptions, sendWebhook } from './send-webhook.ts';
export { isWebhookSecret, newWebhookSecret, webhookHeaders } from './signature.ts';
export { webhookSecretContext } from './webhook-secret-context.ts';
