/**
 * nginx in front of a server, as people put it there.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Why there is no nginx here; `undefined` where there is one. @returns {string | undefined} */
export function noNginx() {
  if (spawnSync('nginx', ['-v']).status === 0) return undefined
  return 'needs nginx: apt-get install nginx-light'
}

/**
 * A command that starts both, for linkem: nginx listens on one port and hands on to the server's.
 *
 * @param {{ folder: string, port: number, upstream: number, buffering: boolean, server: string[] }} setup
 * @returns {string[]}
 */
export function behindNginx({ folder, port, upstream, buffering, server }) {
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configuration({ folder, port, upstream, buffering }))
  // nginx ends with the server whatever happens, as a child of the shell that becomes the server.
  const both = 'setpriv --pdeathsig KILL nginx -e stderr -c "$1" & shift; exec "$@"'
  return ['sh', '-c', both, 'sh', file, ...server]
}

/** @param {{ folder: string, port: number, upstream: number, buffering: boolean }} setup */
function configuration({ folder, port, upstream, buffering }) {
  return `user root;
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events {}
http {
  access_log off;
  server {
    listen ${port};
    location / {
      proxy_pass http://127.0.0.1:${upstream};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header Host $http_host;
      ${buffering ? '# As it is: responses are buffered.' : 'proxy_buffering off;'}
    }
  }
  map $http_upgrade $connection_upgrade {
    default upgrade;
    '' close;
  }
}
`
}
