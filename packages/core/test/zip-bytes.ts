export interface ZipPart {
  name: string;
  data: Uint8Array;
  method?: number;
  flags?: number;
  /** What the directory states, where it is not the truth. */
  stated?: { sizeBytes?: number; storedBytes?: number; headerPosition?: number; name?: string };
  /** What the local header states, where it is not the truth. */
  local?: { sizeBytes?: number; name?: string; method?: number; flags?: number };
}

interface ZipOptions {
  /** Sizes and places in zip64 fields, as in an archive over 4 GiB. */
  wide?: boolean;
  comment?: string;
  /** Bytes between the directory and its end record. */
  gap?: number;
  entries?: number;
  /** Added to where the directory is said to be: bytes that the caller puts before it. */
  shift?: number;
}

const all = 0xffffffff;

/** A zip archive with stored entries, right or wrong. */
export function zipBytes(
  parts: readonly ZipPart[],
  { wide = false, comment = '', gap = 0, entries, shift = 0 }: ZipOptions = {},
) {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data, method = 0, flags = 0, stated = {}, local = {} } of parts) {
    const localName = Buffer.from(local.name ?? name);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(local.flags ?? flags, 6);
    header.writeUInt16LE(local.method ?? method, 8);
    header.writeUInt32LE(local.sizeBytes ?? data.byteLength, 18);
    header.writeUInt32LE(local.sizeBytes ?? data.byteLength, 22);
    header.writeUInt16LE(localName.byteLength, 26);
    const record = Buffer.alloc(46);
    const statedName = Buffer.from(stated.name ?? name);
    const numbers = [
      stated.sizeBytes ?? data.byteLength,
      stated.storedBytes ?? data.byteLength,
      stated.headerPosition ?? at,
    ];
    const extra = Buffer.alloc(wide ? 28 : 0);
    if (wide) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      for (const [i, value] of numbers.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i);
    }
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(flags, 8);
    record.writeUInt16LE(method, 10);
    record.writeUInt32LE(wide ? all : numbers[1], 20);
    record.writeUInt32LE(wide ? all : numbers[0], 24);
    record.writeUInt16LE(statedName.byteLength, 28);
    record.writeUInt16LE(extra.byteLength, 30);
    record.writeUInt32LE(wide ? all : numbers[2], 42);
    body.push(header, localName, Buffer.from(data));
    directory.push(record, statedName, extra);
    at += header.byteLength + localName.byteLength + data.byteLength;
  }
  const records = Buffer.concat(directory);
  const count = entries ?? parts.length;
  const end64 = Buffer.alloc(wide ? 76 : 0);
  if (wide) {
    end64.writeUInt32LE(0x06064b50, 0);
    end64.writeBigUInt64LE(44n, 4);
    end64.writeBigUInt64LE(BigInt(count), 24);
    end64.writeBigUInt64LE(BigInt(count), 32);
    end64.writeBigUInt64LE(BigInt(records.byteLength), 40);
    end64.writeBigUInt64LE(BigInt(at + shift), 48);
    end64.writeUInt32LE(0x07064b50, 56);
    end64.writeBigUInt64LE(BigInt(at + shift + records.byteLength + gap), 64);
    end64.writeUInt32LE(1, 72);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(wide ? 0xffff : count, 8);
  end.writeUInt16LE(wide ? 0xffff : count, 10);
  end.writeUInt32LE(wide ? all : records.byteLength, 12);
  end.writeUInt32LE(wide ? all : at + shift, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...body, records, Buffer.alloc(gap), end64, end, Buffer.from(comment)]);
}
