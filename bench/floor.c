/* floor: the least that a fan-out can cost. One thread, epoll, one send() per viewer and frame.
 *
 *   floor PORT FRAMES_PER_S BYTES
 *
 * Nothing is parsed, nothing captured, nothing encoded: frames of that many bytes, prepared once and
 * sent in turn, of which only the stamp changes (see viewer.c). A viewer that has not taken a frame
 * is left out of the next ones. A server is judged by its processor time over this one's.
 *
 * cc -O2 -o floor floor.c
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL
/* As many as a camera's would differ: one frame alone would lie in the processor's cache. */
#define FRAMES 40
#define MOST 60000

typedef int64_t Nanos;

typedef struct {
  int fd;
  int place; /* in `viewers`; -1 before it has asked */
  const char *rest;
  long left;
} Viewer;

static const char OPENING[] = "HTTP/1.1 200 OK\r\n"
                              "Content-Type: multipart/x-mixed-replace; boundary=frame\r\n"
                              "Connection: close\r\n\r\n--frame\r\n";
static const char CLOSING[] = "\r\n--frame\r\n";
static Viewer *viewers[MOST];
static int viewer_count;
static char *parts[FRAMES];
static long part_length, stamp_at;

static Nanos clock_ns(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * SECOND + t.tv_nsec;
}

static void prepare(long bytes) {
  char head[128];
  int length = sprintf(head, "Content-Type: image/jpeg\r\nContent-Length: %ld\r\n\r\n", bytes);
  part_length = length + bytes + sizeof CLOSING - 1;
  stamp_at = length + 8;
  for (int i = 0; i < FRAMES; i++) {
    char *part = parts[i] = malloc(part_length), *jpeg = part + length;
    memset(part, i + 1, part_length);
    memcpy(part, head, length);
    memcpy(jpeg, "\xff\xd8\xff\xfe\0\x1cZT", 8);
    memcpy(jpeg + bytes - 2, "\xff\xd9", 2);
    memcpy(jpeg + bytes, CLOSING, sizeof CLOSING - 1);
  }
}

static void drop(Viewer *viewer) {
  if (viewer->place >= 0) {
    Viewer *last = viewers[--viewer_count];
    viewers[viewer->place] = last;
    last->place = viewer->place;
  }
  close(viewer->fd);
  free(viewer);
}

static void accept_all(int listener, int epoll) {
  int fd, one = 1;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    Viewer *viewer = calloc(1, sizeof *viewer);
    viewer->fd = fd;
    viewer->place = -1;
    struct epoll_event event = {EPOLLIN | EPOLLOUT | EPOLLET, {.ptr = viewer}};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  }
}

/* Sends, and remembers what the socket did not take. Gives -1 when the viewer is gone. */
static int give(Viewer *viewer, const char *bytes, long length) {
  long sent = send(viewer->fd, bytes, length, MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) return -1;
  if (sent < 0) sent = 0;
  viewer->rest = bytes + sent;
  viewer->left = length - sent;
  return 0;
}

static void heard(Viewer *viewer, uint32_t events) {
  char request[4096];
  if (events & EPOLLIN) {
    long count = recv(viewer->fd, request, sizeof request, 0);
    if (count == 0 || (count < 0 && errno != EAGAIN)) return drop(viewer);
    if (count > 0 && viewer->place < 0 && viewer_count < MOST) {
      if (give(viewer, OPENING, sizeof OPENING - 1)) return drop(viewer);
      viewer->place = viewer_count;
      viewers[viewer_count++] = viewer;
    }
  }
  if (events & EPOLLOUT && viewer->left > 0 && give(viewer, viewer->rest, viewer->left))
    drop(viewer);
}

static void send_frame(long sequence) {
  char *part = parts[sequence % FRAMES], stamp[32];
  sprintf(stamp, "%016llx%08lx", (unsigned long long)clock_ns(CLOCK_REALTIME),
          sequence & 0xffffffff);
  memcpy(part + stamp_at, stamp, 24);
  for (int i = 0; i < viewer_count; i++)
    if (viewers[i]->left == 0 && give(viewers[i], part, part_length)) drop(viewers[i--]);
}

static int listen_on(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (!bind(fd, (void *)&address, sizeof address) && !listen(fd, 4096)) return fd;
  perror("listen");
  exit(1);
}

int main(int count, char **arguments) {
  if (count != 4 || atol(arguments[3]) < 64) {
    fprintf(stderr, "usage: floor PORT FRAMES_PER_S BYTES\n");
    return 2;
  }
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  prepare(atol(arguments[3]));
  int listener = listen_on(atoi(arguments[1])), epoll = epoll_create1(0);
  struct epoll_event event = {EPOLLIN, {.ptr = NULL}}, events[512];
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  Nanos interval = (Nanos)(SECOND / atof(arguments[2])), next = clock_ns(CLOCK_MONOTONIC);
  for (long sequence = 0;;) {
    Nanos wait = next - clock_ns(CLOCK_MONOTONIC);
    if (wait < 0) wait = 0;
    struct timespec timeout = {wait / SECOND, wait % SECOND};
    int ready = epoll_pwait2(epoll, events, 512, &timeout, NULL);
    for (int i = 0; i < ready; i++) {
      if (events[i].data.ptr) heard(events[i].data.ptr, events[i].events);
      else accept_all(listener, epoll);
    }
    Nanos t = clock_ns(CLOCK_MONOTONIC);
    if (t < next) continue;
    next = next + interval > t ? next + interval : t;
    send_frame(sequence++);
  }
}
