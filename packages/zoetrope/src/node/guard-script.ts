/**
 * What the guard does, for any POSIX shell: it notes whom it is told of, and at the end of its input,
 * which is the end of whoever wrote it, asks them to end and a second later makes them.
 *
 * A line is `+PID` or `-PID`: the leader of a group and session that begins or is no more. Nothing
 * else ever gets in. Where /proc tells of sessions (Linux), those who left their leader's group for
 * one of their own, as `timeout` does, are found by the session that they cannot help being in.
 *
 * @module
 */

/** For `sh -c`. It hears no signal but the one that cannot be ignored, and is in nobody's way. */
export const GUARD_SCRIPT: string = `
trap '' HUP INT QUIT TERM
cd /
wards=' '
strays() {
  for stat in /proc/[0-9]*/stat; do
    read -r line <"$stat" || continue
    set -- \${line##*) }
    [ "$3" = "$4" ] && continue
    pid=\${stat%/stat}
    case $wards in *" $4 "*) kill "-$signal" "\${pid#/proc/}" ;; esac
  done
}
each() {
  signal=$1
  for ward in $wards; do kill "-$signal" "-$ward"; done
  strays
}
left() {
  for ward in $wards; do kill -0 "-$ward" && return; done
  return 1
}
while read -r line; do
  case $line in
    +*) wards="$wards\${line#+} " ;;
    -*) rest=' '
      for ward in $wards; do [ "$ward" = "\${line#-}" ] || rest="$rest$ward "; done
      wards=$rest ;;
  esac
done
[ "$wards" = ' ' ] && exit
each TERM
for _ in 1 2 3 4 5 6 7 8 9 10; do
  left && sleep 0.1 || break
done
each KILL
`
