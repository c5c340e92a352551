"""An RTSP camera for tests: /jpeg, /h264, and /thrifty, with a key frame every four seconds.

Arguments: "locked", for eye:s3cret only; "tcp", not over UDP; "port=N", on that port.
Prints its port, serves until it is ended.
"""
import sys

import gi

gi.require_version('Gst', '1.0')
gi.require_version('GstRtsp', '1.0')
gi.require_version('GstRtspServer', '1.0')
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

PICTURES = 'videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=320,height=240,framerate=25/1'
JPEG = f'( {PICTURES} ! jpegenc ! rtpjpegpay name=pay0 )'
H264 = f'( {PICTURES} ! openh264enc gop-size=5 ! rtph264pay name=pay0 config-interval=1 )'
THRIFTY = H264.replace('gop-size=5', 'gop-size=100')
ACCESS = GstRtspServer.RTSP_PERM_MEDIA_FACTORY_ACCESS
CONSTRUCT = GstRtspServer.RTSP_PERM_MEDIA_FACTORY_CONSTRUCT

Gst.init(None)
server = GstRtspServer.RTSPServer.new()
server.set_address('127.0.0.1')
server.set_service(next((word[5:] for word in sys.argv if word.startswith('port=')), '0'))

locked = 'locked' in sys.argv
if locked:
    token = GstRtspServer.RTSPToken()
    token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, 'viewer')
    auth = GstRtspServer.RTSPAuth.new()
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic('eye', 's3cret'), token)
    server.set_auth(auth)

for path, launch in (('/jpeg', JPEG), ('/h264', H264), ('/thrifty', THRIFTY)):
    factory = GstRtspServer.RTSPMediaFactory.new()
    factory.set_launch(launch)
    factory.set_shared(True)
    if 'tcp' in sys.argv:
        factory.set_protocols(GstRtsp.RTSPLowerTrans.TCP)
    if locked:
        permissions = GstRtspServer.RTSPPermissions.new()
        permissions.add_permission_for_role('viewer', ACCESS, True)
        permissions.add_permission_for_role('viewer', CONSTRUCT, True)
        factory.set_permissions(permissions)
    server.get_mount_points().add_factory(path, factory)

server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
