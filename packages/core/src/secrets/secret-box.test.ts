import assert from 'node:assert/strict';
import { createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createSecretBox } from './secret-box.ts';
import { parseSecretsKeys } from './secrets-key.ts';

const [key, other] = [randomBytes(32), randomBytes(32)];
const unreadable = { code: 'SECRET_UNREADABLE' };

test('what is sealed opens in its own context, and is AES-256-GCM in the order that is documented', () => {
  const box = createSecretBox([key]);
  for (const text of ['hf_secret', '', 'ä€😀', 'x'.repeat(10_000)]) {
    const sealed = box.seal(text, 'a');
    assert.equal(box.open(sealed, 'a'), text);
    if (text !== '') assert.ok(!sealed.includes(text));
    assert.equal(sealed[0], 1);
    const id = createHash('sha256').update('model-trace secrets key').update(key).digest();
    assert.deepEqual(sealed.subarray(1, 5), id.subarray(0, 4));
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(5, 17));
    decipher.setAAD(Buffer.from('a')).setAuthTag(sealed.subarray(-16));
    assert.equal(decipher.update(sealed.subarray(17, -16), undefined, 'utf8') + decipher.final('utf8'), text);
  }
  assert.notDeepEqual(box.seal('x', 'a'), box.seal('x', 'a'));
});

test('another context, another key and any changed or missing byte is refused', () => {
  const box = createSecretBox([key]);
  const sealed = box.seal('hf_secret', 'a');
  assert.throws(() => box.open(sealed, 'b'), unreadable);
  assert.throws(() => createSecretBox([other]).open(sealed, 'a'), unreadable);
  for (let index = 0; index < sealed.length; index++) {
    const changed = Buffer.from(sealed);
    changed[index] ^= 1;
    assert.throws(() => box.open(changed, 'a'), unreadable, `byte ${index}`);
    assert.throws(() => box.open(sealed.subarray(0, index), 'a'), unreadable, `cut at ${index}`);
  }
});

test('while a key is replaced, the new one seals and both open', () => {
  const sealed = createSecretBox([key]).seal('x', 'a');
  const box = createSecretBox([other, key]);
  assert.equal(box.open(sealed, 'a'), 'x');
  assert.equal(createSecretBox([other]).open(box.seal('y', 'a'), 'a'), 'y');
});

test('keys are 32 bytes in base64', () => {
  const texts = [key.toString('base64'), other.toString('base64')];
  assert.deepEqual(parseSecretsKeys(texts.join(', ')), [key, other]);
  for (const wrong of ['', 'secret', texts[0].slice(1), `${texts[0]},`, key.toString('hex'), `${texts[0]}=`])
    assert.equal(parseSecretsKeys(wrong), null, wrong);
});
