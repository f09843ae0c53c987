import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { ModelTraceError } from '../errors.ts';

/** Keeps secrets of users in the database. What is sealed for one context opens in no other. */
export interface SecretBox {
  /** @param context  what the secret belongs to, `hub token of evaluation <id>`: authenticated, not stored */
  seal(text: string, context: string): Buffer;
  /** @throws SECRET_UNREADABLE when it was sealed with another key or for another context, or was changed */
  open(sealed: Uint8Array, context: string): string;
}

const version = 1;
const keyIdBytes = 4;
/** 96 random bits, the size GCM is specified for: 2^32 secrets of one key before a repetition is a risk (SP 800-38D 8.3). */
const nonceBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + keyIdBytes + nonceBytes;

/**
 * AES-256-GCM. Sealed: a byte of version, the id of the key (4 bytes), the nonce (12), the ciphertext, the tag (16).
 * @param keys  of 32 bytes: the first seals, all open, so that a key can be replaced while both are known
 */
export function createSecretBox(keys: readonly Uint8Array[]): SecretBox {
  const known = keys.map((key) => ({ key, id: keyId(key) }));
  return {
    seal(text, context) {
      const [{ key, id }] = known;
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(version), id, nonce, ciphertext, cipher.getAuthTag()]);
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed);
      const id = bytes.subarray(1, 1 + keyIdBytes);
      const found = known.find((each) => each.id.equals(id));
      if (bytes.length < headerBytes + tagBytes || bytes[0] !== version || found === undefined)
        throw unreadable(context, 'it was sealed with another key');
      const decipher = createDecipheriv('aes-256-gcm', found.key, bytes.subarray(1 + keyIdBytes, headerBytes), {
        authTagLength: tagBytes,
      })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-tagBytes));
      try {
        return decipher.update(bytes.subarray(headerBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw unreadable(context, 'it was changed, or belongs to something else');
      }
    },
  };
}

/** Tells keys apart and says nothing of them. */
function keyId(key: Uint8Array): Buffer {
  return createHash('sha256').update('model-trace secrets key').update(key).digest().subarray(0, keyIdBytes);
}

function unreadable(context: string, reason: string): ModelTraceError {
  return new ModelTraceError('SECRET_UNREADABLE', `The ${context} cannot be read: ${reason}`, {
    fix: 'Give every process the same SECRETS_KEY; keep the one before, after a comma, until nothing is sealed with it.',
  });
}
