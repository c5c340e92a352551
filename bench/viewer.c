/* viewer: watches one stream over one or more connections, and measures how old its frames are.
 *
 *   viewer [-n CONNECTIONS] [-t SECONDS] [-w SECONDS] [-b RECEIVE_BUFFER] [-o FRAMES] URL
 *
 * For every frame FRAMES gets a line: connection, arrival (ns since the epoch), age (ms; -1 where the
 * frame has no stamp), sequence (-1), bytes. Prints a summary as JSON: per connection the age's p50,
 * p99 and maximum from its second frame on; frames and bytes per second after the first -w (2)
 * seconds; and gaps, the frames of the sequence that it did not get.
 *
 * A frame has arrived when its last byte was read. Its age is read from a COM segment that follows
 * SOI: FF D8 FF FE 00 1C "ZT", 16 hex digits of nanoseconds since the epoch, 8 of sequence.
 * Parts are cut by Content-Length. Connecting is tried again for ten seconds while it is refused.
 *
 * cc -O2 -o viewer viewer.c
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL
#define STAMPED 32 /* SOI, marker, length, "ZT", 24 digits */
#define MOST 64

typedef int64_t Nanos;
typedef enum { RESPONSE, PART, BODY, OVER } State;

typedef struct {
  int fd;
  State state;
  char head[8192];
  int head_length;
  long length, left; /* of the body */
  char start[STAMPED + 1];
  Nanos opened, first_late, last_late; /* of the frames that count for the rate */
  double connect_ms;
  long frames, late_frames, late_bytes, gaps, sequence;
  double *ages; /* from the second frame on */
  long age_count, age_room;
} Viewer;

static Viewer viewers[MOST];
static int viewer_count = 1;
static Nanos warm_up = 2 * SECOND;
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
  if (viewer->frames > 0 && age >= 0) {
    note_age(viewer, age);
    if (sequence > viewer->sequence + 1) viewer->gaps += sequence - viewer->sequence - 1;
  }
  viewer->sequence = sequence;
  viewer->frames++;
  if (t - viewer->opened > warm_up) {
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

static void drain(Viewer *viewer) {
  static char bytes[1 << 18];
  for (;;) {
    long count = recv(viewer->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) {
      viewer->state = OVER;
      return;
    }
    Nanos t = now();
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

/* The nearest rank: the smallest age that this share of all does not exceed. */
static double percentile(const Viewer *viewer, double share) {
  if (!viewer->age_count) return -1;
  long rank = (long)(share * viewer->age_count + 0.999999);
  return viewer->ages[rank > 0 ? rank - 1 : 0];
}

static void print_summary(Viewer *viewer) {
  qsort(viewer->ages, viewer->age_count, sizeof *viewer->ages, ascending);
  double seconds = (viewer->last_late - viewer->first_late) / 1e9;
  double rate = seconds > 0 ? viewer->late_frames / seconds : 0;
  double bytes = seconds > 0 ? viewer->late_bytes / seconds : 0;
  printf("{\"frames\":%ld,\"ages\":%ld,\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f,\"rate\":%.4f,"
         "\"bytesPerSecond\":%.0f,\"gaps\":%ld,\"connectMs\":%.3f,\"openedNs\":\"%lld\","
         "\"ended\":%s}",
         viewer->frames, viewer->age_count, percentile(viewer, 0.5), percentile(viewer, 0.99),
         percentile(viewer, 1), rate, bytes, viewer->gaps, viewer->connect_ms,
         (long long)viewer->opened, viewer->state == OVER ? "true" : "false");
}

static int watch(Nanos until) {
  struct pollfd fds[MOST];
  for (;;) {
    Nanos wait = until - now();
    if (wait <= 0) return 0;
    int open = 0;
    for (int i = 0; i < viewer_count; i++) {
      fds[i] = (struct pollfd){viewers[i].state == OVER ? -1 : viewers[i].fd, POLLIN, 0};
      open += viewers[i].state != OVER;
    }
    if (!open) return 1;
    struct timespec timeout = {wait / SECOND, wait % SECOND};
    if (ppoll(fds, viewer_count, &timeout, NULL) <= 0) continue;
    for (int i = 0; i < viewer_count; i++)
      if (fds[i].revents) drain(viewers + i);
  }
}

int main(int count, char **arguments) {
  double seconds = 10;
  int option, receive_buffer = 0, port;
  char host[64], path[1024] = "/", request[2048];
  while ((option = getopt(count, arguments, "n:t:w:b:o:")) > 0) {
    if (option == 'n') viewer_count = atoi(optarg);
    else if (option == 't') seconds = atof(optarg);
    else if (option == 'w') warm_up = (Nanos)(atof(optarg) * 1e9);
    else if (option == 'b') receive_buffer = atoi(optarg);
    else if (option != 'o' || !(frames_file = fopen(optarg, "w"))) fail("bad option");
  }
  if (optind >= count || viewer_count < 1 || viewer_count > MOST ||
      sscanf(arguments[optind], "http://%63[^:/]:%d%1023s", host, &port, path) < 2)
    fail("usage: viewer [-n N] [-t S] [-w S] [-b BYTES] [-o FRAMES] http://ADDRESS:PORT/PATH");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (inet_pton(AF_INET, host, &address.sin_addr) != 1) fail("expected an IPv4 address");
  snprintf(request, sizeof request,
           "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: viewer\r\nAccept: */*\r\n\r\n", path, host,
           port);
  struct sched_param first = {.sched_priority = 40};
  sched_setscheduler(0, SCHED_RR, &first);
  for (int i = 0; i < viewer_count; i++)
    open_viewer(viewers + i, &address, request, receive_buffer);
  int ended = watch(viewers[0].opened + (Nanos)(seconds * 1e9));
  printf("[");
  for (int i = 0; i < viewer_count; i++) {
    if (i) printf(",");
    print_summary(viewers + i);
  }
  printf("]\n");
  if (ended) fprintf(stderr, "viewer: the server ended the stream\n");
  return ended;
}
