// examples/uv/grep.c in Node: node grep.mjs TEXT FILE
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const [text, path] = process.argv.slice(2);

for await (const line of createInterface({ input: createReadStream(path) }))
  if (line.includes(text)) console.log(line);
