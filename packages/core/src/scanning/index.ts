export { type CompareSignatureOptions, compareSignature, type SignatureComparison } from './compare-signature.ts';
export { makeSignature, type Signature, type SignatureBlock, signatureBlock, signatureBlocks } from './signature.ts';
export { maxUnits, maxWidth, signatureVersion } from './signature-features.ts';
export { readSignature, type StoredSignature, signaturePath, writeSignature } from './signature-file.ts';
