/**
 * Python's readers: the library for HTTP that somebody has, and the loop that everybody writes.
 *
 * @module
 */
import { PYTHON } from '../e2e/players.ts'
import { type Client, versionOf, writtenFrames } from './client.ts'

/** From the start of a JPEG to the next end marker, as in a thousand answers on the web. */
const NAIVE = [
  'def frames(chunks):',
  '    data = b""',
  '    for chunk in chunks:',
  '        data += chunk',
  '        while True:',
  '            start = data.find(b"\\xff\\xd8")',
  '            end = data.find(b"\\xff\\xd9", start + 2)',
  '            if start < 0 or end < 0: break',
  '            yield data[start:end + 2]',
  '            data = data[end + 2:]',
]

/** By the header of each part. */
const BY_LENGTH = [
  'def frames(body):',
  '    while True:',
  '        assert body.readline() == b"--frame\\r\\n"',
  '        fields = http.client.parse_headers(body)',
  '        yield body.read(int(fields["Content-Length"]))',
  '        assert body.readline() == b"\\r\\n"',
]

const WRITE = [
  'for frame in itertools.islice(taken, int(sys.argv[2])): sys.stdout.buffer.write(frame)',
]

const AIOHTTP = [
  'async def main():',
  '    async with aiohttp.ClientSession() as session:',
  '        async with session.get(sys.argv[1]) as response:',
  '            reader = aiohttp.MultipartReader.from_response(response)',
  '            for _ in range(int(sys.argv[2])):',
  '                part = await reader.next()',
  '                sys.stdout.buffer.write(await part.read())',
  'asyncio.run(main())',
]

function reader(name: string, asked: string, module: string, lines: readonly string[]): Client {
  const imports = `import asyncio, http.client, itertools, sys, ${module}`
  const script = [imports, ...lines].join('\n')
  const top = module.split('.')[0] ?? ''
  const version =
    top === 'urllib'
      ? ['-c', 'import platform; print(platform.python_version())']
      : ['-c', `import ${top}; print(${top}.__version__)`]
  return {
    name,
    from: top === 'urllib' ? 'python3' : `python3-${top}`,
    asked,
    version: () => versionOf(PYTHON, version, /^\d+(\.\d+)+/),
    frames: (url, count) => writtenFrames(PYTHON, ['-c', script, url, `${count}`], count),
  }
}

/** All of them. */
export const pythons: readonly Client[] = [
  reader('requests', '`requests.get(URL, stream=True)`, FFD8 to FFD9', 'requests', [
    ...NAIVE,
    'answer = requests.get(sys.argv[1], stream=True, timeout=10)',
    'taken = frames(answer.iter_content(4096))',
    ...WRITE,
  ]),
  reader('urllib', '`urllib.request.urlopen(URL)`, by Content-Length', 'urllib.request', [
    ...BY_LENGTH,
    'taken = frames(urllib.request.urlopen(sys.argv[1], timeout=10))',
    ...WRITE,
  ]),
  reader('aiohttp', '`aiohttp.MultipartReader.from_response`', 'aiohttp', AIOHTTP),
  reader('httpx', '`httpx.stream("GET", URL)`, FFD8 to FFD9', 'httpx', [
    ...NAIVE,
    'with httpx.stream("GET", sys.argv[1]) as answer:',
    '    taken = frames(answer.iter_raw())',
    ...WRITE.map((line) => `    ${line}`),
  ]),
]
