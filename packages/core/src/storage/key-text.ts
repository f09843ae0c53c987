import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 40 digits of base 62 are 238 random bits. */
const randomDigits = 40;
/** A CRC-32 fits into 6. */
const checksumDigits = 6;
const shape = new RegExp(`^mt_[0-9A-Za-z]{${randomDigits + checksumDigits}}$`);

/** Characters of a key that are stored and shown, to tell keys apart: `mt_` and 30 of 238 random bits. */
export const shownKeyChars = 8;

/** A new key: `mt_`, random digits of base 62 and their checksum. */
export function newKeyText(): string {
  let random = '';
  for (let index = 0; index < randomDigits; index++) random += digits[randomInt(digits.length)];
  return `mt_${random}${checksum(random)}`;
}

/** Whether a text can be a key at all: a typing error, or something else that was pasted, needs no look into the database. */
export function isKeyText(text: string): boolean {
  return shape.test(text) && text.endsWith(checksum(text.slice(3, 3 + randomDigits)));
}

/** What is stored of a key. It is random enough to need no slow hash. */
export function hashKeyText(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function checksum(text: string): string {
  let rest = crc32(text);
  let written = '';
  for (let index = 0; index < checksumDigits; index++) {
    written = digits[rest % digits.length] + written;
    rest = Math.floor(rest / digits.length);
  }
  return written;
}
