export { hubTokenContext } from './hub-token-context.ts';
export { redactedPaths } from './redacted-paths.ts';
export { createSecretBox, type SecretBox } from './secret-box.ts';
export { parseSecretsKeys, secretsKeyRule } from './secrets-key.ts';
