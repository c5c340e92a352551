/* viewer: watches one stream over any number of connections, and measures how old its frames are.
 *
 *   viewer [OPTION...] http://ADDRESS:PORT/PATH
 *
 *   -n COUNT      connections (default 1)
 *   -t SECONDS    how long, from when the last connection was opened (default 10)
 *   -w SECONDS    the first of those, in which rates do not count yet (default 2)
 *   -o FILE       a line for every frame: connection, arrival (ns since the epoch), age (ms; -1 where
 *                 the frame has no stamp), sequence (-1), bytes
 *   -b BYTES      receive buffer
 *   -s COUNT      further connections that ask and then never read
 *   -a            one summary of all, in which ages too count only after the first -w seconds
 *   -p PID        with -a: what processor time the server took meanwhile
 *   -0            ask with HTTP/1.0
 *   -f            go first: real-time priority, where that is allowed
 *
 * Prints JSON: for every connection the age's p50, p99 and maximum from its second frame on; frames
 * and bytes per second after the first -w; and gaps, the frames of the sequence that it did not get.
 *
 * A frame has arrived when its last byte was read. Its age is read from a COM segment that follows
 * SOI: FF D8 FF FE 00 1C "ZT", 16 hex digits of nanoseconds since the epoch, 8 of sequence.
 * Parts are cut by Content-Length; once the stamp is in, the rest of a frame is dropped inside the
 * kernel, so that a thousand viewers cost less than the server that is measured.
 * Connecting is tried again for ten seconds while it is refused.
 *
 * cc -O2 -o viewer viewer.c
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
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
#define STAMPED 32 /* SOI, marker, length, "ZT", 24 digits */
#define MOST 60000
#define READ_AHEAD 512 /* enough for a part's headers and the stamp */

typedef int64_t Nanos;
typedef enum { RESPONSE, PART, BODY, OVER } State;

typedef struct {
  int fd;
  State state;
  char head[4096];
  int head_length;
  long length, left; /* of the body */
  char start[STAMPED + 1];
  Nanos opened, first_late, last_late; /* of the frames that count for the rate */
  double connect_ms;
  long frames, late_frames, late_bytes, gaps, sequence;
  double *ages; /* from the second frame on */
  long age_count, age_room;
} Viewer;

static Viewer *viewers;
static int viewer_count = 1, stalled_count;
static int together; /* -a */
static Nanos warm_up = 2 * SECOND, counts_from;
static FILE *frames_file;

static void fail(const char *what) {
  fprintf(stderr, "viewer: %s\n", what);
  exit(3);
}

static Nanos now(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return t.tv_sec * SECOND + t.tv_nsec;
}

static void note_age(Viewer *viewer, double age) {
  if (viewer->age_count == viewer->age_room) {
    viewer->age_room = viewer->age_room ? 2 * viewer->age_room : 1024;
    viewer->ages = realloc(viewer->ages, viewer->age_room * sizeof *viewer->ages);
    if (!viewer->ages) fail("out of memory");
  }
  viewer->ages[viewer->age_count++] = age;
}

static void frame_arrived(Viewer *viewer, Nanos t) {
  double age = -1;
  long sequence = -1;
  if (viewer->length >= STAMPED && !memcmp(viewer->start, "\xff\xd8\xff\xfe\0\x1cZT", 8)) {
    viewer->start[STAMPED] = 0;
    sequence = strtol(viewer->start + 24, NULL, 16);
    viewer->start[24] = 0;
    age = (t - (Nanos)strtoull(viewer->start + 8, NULL, 16)) / 1e6;
  }
  int late = t >= (together ? counts_from : viewer->opened + warm_up);
  if (viewer->frames > 0 && age >= 0 && (late || !together)) {
    note_age(viewer, age);
    if (sequence > viewer->sequence + 1) viewer->gaps += sequence - viewer->sequence - 1;
  }
  viewer->sequence = sequence;
  viewer->frames++;
  if (late) {
    if (!viewer->first_late) viewer->first_late = t;
    else viewer->late_frames++, viewer->late_bytes += viewer->length;
    viewer->last_late = t;
  }
  if (!frames_file) return;
  fprintf(frames_file, "%d %lld %.3f %ld %ld\n", (int)(viewer - viewers), (long long)t, age,
          sequence, viewer->length);
}

static void head_complete(Viewer *viewer) {
  if (viewer->state == RESPONSE) {
    if (strncmp(viewer->head, "HTTP/1.", 7) || strncmp(viewer->head + 8, " 200", 4))
      fail(viewer->head);
    if (strcasestr(viewer->head, "\ntransfer-encoding: chunked")) fail("cannot read chunks");
    viewer->state = PART;
  } else {
    char *field = strcasestr(viewer->head, "\ncontent-length:");
    if (!field) fail("a part without Content-Length");
    viewer->length = viewer->left = atol(field + 16);
    if (viewer->left > 0) viewer->state = BODY;
  }
  viewer->head_length = 0;
}

/* Takes header bytes up to the blank line that ends them; gives how many. */
static long read_head(Viewer *viewer, const char *bytes, long count) {
  for (long i = 0; i < count; i++) {
    if (viewer->head_length + 1 == sizeof viewer->head) fail("headers without an end");
    viewer->head[viewer->head_length++] = bytes[i];
    int n = viewer->head_length;
    /* The line end between a JPEG and the delimiter. */
    if (viewer->state == PART && n == 2 && !memcmp(viewer->head, "\r\n", 2)) viewer->head_length = 0;
    if (n < 4 || memcmp(viewer->head + n - 4, "\r\n\r\n", 4)) continue;
    viewer->head[n] = 0;
    head_complete(viewer);
    return i + 1;
  }
  return count;
}

static long read_body(Viewer *viewer, const char *bytes, long count, Nanos t) {
  long taken = count < viewer->left ? count : viewer->left;
  long at = viewer->length - viewer->left;
  if (at < STAMPED) memcpy(viewer->start + at, bytes, taken < STAMPED - at ? taken : STAMPED - at);
  viewer->left -= taken;
  if (viewer->left > 0) return taken;
  frame_arrived(viewer, t);
  viewer->state = PART;
  return taken;
}

/* How much to ask for, and whether it may be dropped unread: never more than belongs to this frame. */
static long wanted(const Viewer *viewer, int *flags) {
  *flags = MSG_DONTWAIT;
  if (viewer->state != BODY || viewer->length - viewer->left < STAMPED) return READ_AHEAD;
  if (viewer->left <= READ_AHEAD) return viewer->left + READ_AHEAD;
  *flags |= MSG_TRUNC;
  return viewer->left;
}

static void drain(Viewer *viewer) {
  static char bytes[2 * READ_AHEAD];
  for (;;) {
    int flags;
    long size = wanted(viewer, &flags);
    long count = recv(viewer->fd, bytes, size, flags);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) {
      viewer->state = OVER;
      close(viewer->fd);
      return;
    }
    Nanos t = now();
    if (flags & MSG_TRUNC) read_body(viewer, bytes, count, t); /* beyond the stamp: not looked at */
    else
      for (long at = 0; at < count;)
        at += viewer->state == BODY ? read_body(viewer, bytes + at, count - at, t)
                                    : read_head(viewer, bytes + at, count - at);
  }
}

static void open_viewer(Viewer *viewer, const struct sockaddr_in *address, const char *request,
                        int receive_buffer) {
  struct timespec pause = {0, 50000000};
  Nanos deadline = now() + 10 * SECOND;
  for (;;) {
    viewer->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_buffer)
      setsockopt(viewer->fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    viewer->opened = now();
    if (!connect(viewer->fd, (const void *)address, sizeof *address)) break;
    if (now() > deadline) fail("nobody answers");
    close(viewer->fd);
    nanosleep(&pause, NULL);
  }
  viewer->connect_ms = (now() - viewer->opened) / 1e6;
  viewer->sequence = -1;
  if (send(viewer->fd, request, strlen(request), MSG_NOSIGNAL) < 0) fail("cannot send");
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The nearest rank: the smallest value that this share of all does not exceed. */
static double percentile(const double *sorted, long count, double share) {
  if (!count) return -1;
  long rank = (long)(share * count + 0.999999);
  return sorted[rank > 0 ? rank - 1 : 0];
}

static void print_ages(double *ages, long count) {
  qsort(ages, count, sizeof *ages, ascending);
  printf("\"ages\":%ld,\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f", count,
         percentile(ages, count, 0.5), percentile(ages, count, 0.99), percentile(ages, count, 1));
}

static void print_viewer(Viewer *viewer) {
  double seconds = (viewer->last_late - viewer->first_late) / 1e9;
  printf("{\"frames\":%ld,\"rate\":%.4f,\"bytesPerSecond\":%.0f,\"gaps\":%ld,\"connectMs\":%.3f,"
         "\"ended\":%s,",
         viewer->frames, seconds > 0 ? viewer->late_frames / seconds : 0,
         seconds > 0 ? viewer->late_bytes / seconds : 0, viewer->gaps, viewer->connect_ms,
         viewer->state == OVER ? "true" : "false");
  print_ages(viewer->ages, viewer->age_count);
  printf("}");
}

static void print_together(double seconds, double processor_seconds) {
  Viewer all = {0};
  double *rates = calloc(viewer_count, sizeof *rates);
  long delivered = 0, ended = 0;
  for (int i = 0; i < viewer_count; i++) {
    Viewer *viewer = viewers + i;
    /* Its first late frame marks the beginning, but was delivered like the others. */
    long frames = viewer->late_frames + (viewer->first_late > 0);
    rates[i] = frames / seconds;
    delivered += frames;
    all.gaps += viewer->gaps;
    ended += viewer->state == OVER;
    for (long j = 0; j < viewer->age_count; j++) note_age(&all, viewer->ages[j]);
  }
  qsort(rates, viewer_count, sizeof *rates, ascending);
  printf("{\"viewers\":%d,\"ended\":%ld,\"seconds\":%.3f,\"delivered\":%ld,\"gaps\":%ld,"
         "\"rateMin\":%.3f,\"rateP50\":%.3f,\"rateMax\":%.3f,\"processorSeconds\":%.6f,",
         viewer_count, ended, seconds, delivered, all.gaps, rates[0],
         percentile(rates, viewer_count, 0.5), percentile(rates, viewer_count, 1),
         processor_seconds);
  print_ages(all.ages, all.age_count);
  printf("}");
}

/* Seconds of processor time that a process has taken, to the nanosecond. */
static double processor_time(int pid) {
  clockid_t clock;
  struct timespec t;
  if (!pid) return 0;
  if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &t)) fail("no such process");
  return t.tv_sec + t.tv_nsec / 1e9;
}

/* Reads whatever comes until then; gives whether every connection has ended before. */
static int watch(int epoll, Nanos until) {
  struct epoll_event events[256];
  for (;;) {
    Nanos wait = until - now();
    if (wait <= 0) return 0;
    struct timespec timeout = {wait / SECOND, wait % SECOND};
    int count = epoll_pwait2(epoll, events, 256, &timeout, NULL);
    for (int i = 0; i < count; i++) drain(events[i].data.ptr);
    int open = 0;
    for (int i = 0; i < viewer_count && !open; i++) open = viewers[i].state != OVER;
    if (!open) return 1;
  }
}

static void open_all(int epoll, const struct sockaddr_in *address, const char *request,
                     int receive_buffer) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  viewers = calloc(viewer_count + stalled_count, sizeof *viewers);
  if (!viewers) fail("out of memory");
  for (int i = 0; i < viewer_count + stalled_count; i++) {
    open_viewer(viewers + i, address, request, receive_buffer);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = viewers + i};
    if (i < viewer_count && epoll_ctl(epoll, EPOLL_CTL_ADD, viewers[i].fd, &event)) fail("epoll");
    /* Those that are open already must not fall behind meanwhile. */
    if (i % 50 == 49) watch(epoll, now() + SECOND / 1000);
  }
}

int main(int count, char **arguments) {
  double seconds = 10;
  int option, receive_buffer = 0, port, pid = 0, go_first = 0, minor = 1;
  char host[64], path[1024] = "/", request[2048];
  while ((option = getopt(count, arguments, "n:t:w:b:o:s:p:af0")) > 0) {
    if (option == 'n') viewer_count = atoi(optarg);
    else if (option == 't') seconds = atof(optarg);
    else if (option == 'w') warm_up = (Nanos)(atof(optarg) * 1e9);
    else if (option == 'b') receive_buffer = atoi(optarg);
    else if (option == 's') stalled_count = atoi(optarg);
    else if (option == 'p') pid = atoi(optarg);
    else if (option == 'a') together = 1;
    else if (option == 'f') go_first = 1;
    else if (option == '0') minor = 0;
    else if (option != 'o' || !(frames_file = fopen(optarg, "w"))) fail("bad option");
  }
  if (optind >= count || viewer_count < 1 || viewer_count + stalled_count > MOST ||
      sscanf(arguments[optind], "http://%63[^:/]:%d%1023s", host, &port, path) < 2)
    fail("expected [OPTION...] http://ADDRESS:PORT/PATH");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (inet_pton(AF_INET, host, &address.sin_addr) != 1) fail("expected an IPv4 address");
  snprintf(request, sizeof request,
           "GET %s HTTP/1.%d\r\nHost: %s:%d\r\nUser-Agent: viewer\r\nAccept: */*\r\n\r\n", path, minor,
           host, port);
  struct sched_param first = {.sched_priority = 40};
  if (go_first) sched_setscheduler(0, SCHED_RR, &first);

  int epoll = epoll_create1(EPOLL_CLOEXEC);
  counts_from = INT64_MAX;
  open_all(epoll, &address, request, receive_buffer);
  Nanos begun = now();
  counts_from = begun + warm_up;
  int ended = watch(epoll, counts_from);
  double processor = processor_time(pid), from = now();
  if (!ended) ended = watch(epoll, begun + (Nanos)(seconds * 1e9));
  if (together) print_together((now() - from) / 1e9, processor_time(pid) - processor);
  for (int i = 0; i < viewer_count && !together; i++) {
    printf(i ? "," : "[");
    print_viewer(viewers + i);
  }
  printf(together ? "\n" : "]\n");
  if (ended) fprintf(stderr, "viewer: the server ended the stream\n");
  return ended;
}
