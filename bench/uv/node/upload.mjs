// examples/uv/upload.c in Node: node upload.mjs HOST PORT FILE
import { createReadStream } from 'node:fs';
import { request } from 'node:http';
import { pipeline } from 'node:stream/promises';

const [host, port, path] = process.argv.slice(2);

const upload = request({ host, port, method: 'POST' });
const answered = new Promise((resolve, reject) =>
  upload.once('response', resolve).once('error', reject));
await pipeline(createReadStream(path), upload);
for await (const data of await answered) process.stdout.write(data);
