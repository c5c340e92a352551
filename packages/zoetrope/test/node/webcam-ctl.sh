#!/bin/sh
# Stands in for v4l2-ctl beside a webcam with an automatic, as the uvcvideo driver of Linux 6.1 has it:
# what the automatic governs is inactive, and setting it is refused. vivid does not refuse, and a real
# webcam cannot be expected where tests run. As v4l2-ctl of v4l-utils 1.16 it sets in the order of the
# names.
#
#   webcam-ctl.sh FOLDER --device DEVICE --list-ctrls-menus | --set-ctrl NAME=VALUE,...
#
# FOLDER has the files `values` (NAME=VALUE lines), `calls` (what was asked) and perhaps `mute`.

folder=$1 device=$3 command=$4 wishes=$5

fail() {
  code=$1
  shift
  printf '%s\n' "$@" >&2
  exit "$code"
}

[ -e "$device" ] || fail 1 "Cannot open device $device, exiting."
[ -e "$folder/mute" ] && sleep 60
. "$folder/values"

if [ "$command" = --list-ctrls-menus ]; then
  echo list >>"$folder/calls"
  flags=
  [ "$auto_exposure" = 3 ] && flags=' flags=inactive'
  cat <<END

User Controls

                     brightness 0x00980900 (int)    : min=0 max=255 step=1 default=128 value=$brightness
                          reset 0x00980901 (button) : value=0 flags=write-only, execute-on-write
                       stubborn 0x00980902 (int)    : min=0 max=9 step=1 default=0 value=$stubborn

Camera Controls

                  auto_exposure 0x009a0901 (menu)   : min=0 max=3 default=3 value=$auto_exposure (Mode)
				1: Manual Mode
				3: Aperture Priority Mode
         exposure_time_absolute 0x009a0902 (int)    : min=3 max=2047 step=1 default=250 value=$exposure_time_absolute$flags
END
  exit
fi

echo "$wishes" >>"$folder/calls"
for wish in $(echo "$wishes" | tr , '\n' | sort); do
  name=${wish%%=*}
  case $name in
    reset) ;;
    stubborn) fail 255 'VIDIOC_S_EXT_CTRLS: failed: Input/output error' "$name: Input/output error" ;;
    exposure_time_absolute)
      [ "$auto_exposure" = 3 ] &&
        fail 255 'VIDIOC_S_EXT_CTRLS: failed: Permission denied' "$name: Permission denied"
      echo "$wish" >>"$folder/values"
      ;;
    brightness | auto_exposure)
      eval "$name=${wish#*=}"
      echo "$wish" >>"$folder/values"
      ;;
    *) fail 1 "unknown control '$name'" ;;
  esac
done
