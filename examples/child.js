/**
 * A program's output as a camera: whatever writes JPEGs one after the other.
 *
 *     node child.js                                              ffmpeg's test picture
 *     node child.js rpicam-vid -t 0 --codec mjpeg -n -o -        a Raspberry Pi's camera
 *
 * Then open http://127.0.0.1:3000/viewer. Should the program run only while somebody looks, and be
 * started again when it fails? `new Camera('pi', execSource('rpicam-vid ...'))` does that.
 */
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { Broadcast, broadcastHandler } from 'zoetrope'
import { frameSink, nodeListener } from 'zoetrope/node'

const test = 'ffmpeg -v error -re -f lavfi -i testsrc2=size=640x360:rate=15 -f mjpeg -'
const [program = '', ...args] = process.argv.length > 2 ? process.argv.slice(2) : test.split(' ')

const broadcast = new Broadcast()
const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
child.stdout.pipe(frameSink(broadcast))
child.on('exit', (code) => process.exit(code ?? 1))
process.on('exit', () => child.kill())

const port = Number(process.env.PORT ?? 3000)
createServer(nodeListener(broadcastHandler(broadcast))).listen(port, '127.0.0.1')
