/**
 * Who has the port? Linux tells it in /proc, at least about one's own programs.
 *
 * @module
 */
import { readdir, readFile, readlink } from 'node:fs/promises'
import { createServer } from 'node:net'

/** The program that listens on a port, such as `node (pid 1234)`; `undefined` where it is not known. */
export async function portHolder(port: number): Promise<string | undefined> {
  const inode =
    (await listeningInode('/proc/net/tcp', port)) ?? (await listeningInode('/proc/net/tcp6', port))
  if (inode === undefined) return undefined
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  for (const pid of pids) {
    if (!(await holds(pid, inode))) continue
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')
    return `${name.trim() || 'a program'} (pid ${pid})`
  }
  return undefined
}

/** The next port up that is free on `host`; `undefined` when none of the next twenty is. */
export async function nextFreePort(host: string, taken: number): Promise<number | undefined> {
  const last = Math.min(taken + 20, 65_535)
  for (let port = taken + 1; port <= last; port += 1) {
    if (await isFree(host, port)) return port
  }
  return undefined
}

function isFree(host: string, port: number): Promise<boolean> {
  const probe = createServer()
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false))
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

async function listeningInode(table: string, port: number): Promise<string | undefined> {
  const LISTEN = '0A'
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const text = await readFile(table, 'utf8').catch(() => '')
  const rows = text.split('\n').map((line) => line.trim().split(/\s+/))
  return rows.find((row) => row[1]?.endsWith(`:${hex}`) && row[3] === LISTEN)?.[9]
}

async function holds(pid: string, inode: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`
  const descriptors = await readdir(folder).catch(() => [])
  const targets = descriptors.map((name) => readlink(`${folder}/${name}`).catch(() => ''))
  return (await Promise.all(targets)).includes(`socket:[${inode}]`)
}
