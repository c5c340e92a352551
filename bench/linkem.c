/* linkem: a network link between two private network namespaces, emulated in user space.
 *
 *   linkem [OPTION...] SERVER [ARG...] -- VIEWER [ARG...]
 *
 *   -r BITS_PER_S   rate from server to viewer, of IP packets; 0 (default) is unlimited
 *   -d MS           one-way delay, both ways; the round trip is twice that
 *   -q BYTES        the router's queue in front of the rate, drop-tail (default 262144)
 *   -l PERCENT      packets lost at random, both ways
 *   -x SEED         seed of that randomness (default 1)
 *   -c NAME         congestion control of the server's side: cubic, reno, bbr
 *   -R AT_S:FACTOR  that long after the viewer was started the rate becomes FACTOR x the first one;
 *                   may be given up to 16 times, in order; with 0 the link is cut, both ways
 *   -w SECONDS      start the viewer that long after the server (default 1)
 *   -o FILE         write what happened, as JSON
 *
 * The server runs as 10.99.0.1, the viewer as 10.99.0.2; each sees itself and the link, nothing else.
 * Ends with the viewer, with its status; the server is ended then. Needs root and /dev/net/tun.
 *
 * The idea: both ends are TUN devices held by this program. When a packet is read, the moment at
 * which it leaves the queue and the moment at which it arrives follow from the model alone (the
 * packet before it, its length, the rates now and later), to the nanosecond. Waking up late delays
 * one delivery by as much; it never moves the packets behind it.
 *
 * cc -O2 -o linkem linkem.c
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL
#define MAX_CHANGES 16
#define FAILED 125
#define LONGEST_PACKET 65536

typedef int64_t Nanos;

typedef struct Packet {
  struct Packet *next;
  Nanos departs; /* the last bit leaves the queue */
  Nanos arrives;
  int length;
  char bytes[];
} Packet;

typedef struct {
  int from, to;
  int limited; /* whether rate and queue apply: towards the viewer only */
  Packet *first, *last;
  Packet *waiting; /* the first that has not departed yet */
  long queued;     /* bytes from there on */
  Nanos free_at;   /* when the link has sent all it was given */
  long passed, dropped, lost, most_queued;
  long late; /* delivered more than a millisecond after their time */
  Nanos latest;
} Way;

typedef struct {
  Nanos at;
  double factor;
} Change;

static double rate, loss_percent;
static Nanos delay;
static long queue_limit = 262144;
static Change changes[MAX_CHANGES];
static int change_count;
static int in_force; /* set once the changes' times are absolute */
static volatile sig_atomic_t stopped;

static void fail(const char *what) {
  fprintf(stderr, "linkem: %s: %s\n", what, strerror(errno));
  exit(FAILED);
}

static Nanos clock_ns(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * SECOND + t.tv_nsec;
}

static Nanos now(void) { return clock_ns(CLOCK_MONOTONIC); }

/* When `bits` that begin to be sent at `start` are out, over all changes of the rate in between. */
static Nanos sent_by(Nanos start, double bits) {
  double factor = 1;
  for (int i = 0; in_force && i < change_count; i++) {
    if (changes[i].at > start) {
      double room = (changes[i].at - start) / 1e9 * rate * factor;
      if (bits <= room) break;
      bits -= room;
      start = changes[i].at;
    }
    factor = changes[i].factor;
  }
  if (factor == 0) return INT64_MAX / 2;
  return start + (Nanos)(bits / (rate * factor) * 1e9);
}

static int is_cut(Nanos t) {
  int cut = 0;
  for (int i = 0; in_force && i < change_count && changes[i].at <= t; i++)
    cut = changes[i].factor == 0;
  return cut;
}

/* Uniform in [0, 1): xorshift64*, the same on every run. */
static uint64_t random_state = 1;
static double uniform(void) {
  random_state ^= random_state >> 12;
  random_state ^= random_state << 25;
  random_state ^= random_state >> 27;
  return (random_state * 0x2545F4914F6CDD1DULL >> 11) / 9007199254740992.0;
}

static void leave_queue(Way *way, Nanos t) {
  while (way->waiting && way->waiting->departs <= t) {
    way->queued -= way->waiting->length;
    way->waiting = way->waiting->next;
  }
}

static void enqueue(Way *way, const char *bytes, int length, Nanos t) {
  if (is_cut(t) || (loss_percent > 0 && uniform() * 100 < loss_percent)) {
    way->lost++;
    return;
  }
  int limited = way->limited && rate > 0;
  leave_queue(way, t);
  if (limited && way->queued + length > queue_limit) {
    way->dropped++;
    return;
  }
  Packet *packet = malloc(sizeof *packet + length);
  if (!packet) fail("memory");
  packet->next = NULL;
  packet->departs = limited ? sent_by(way->free_at > t ? way->free_at : t, length * 8.0) : t;
  packet->arrives = packet->departs + delay;
  packet->length = length;
  memcpy(packet->bytes, bytes, length);
  way->free_at = packet->departs;
  way->queued += length;
  if (way->queued > way->most_queued) way->most_queued = way->queued;
  if (!way->waiting) way->waiting = packet;
  if (way->last) way->last->next = packet;
  else way->first = packet;
  way->last = packet;
  way->passed++;
}

static void take(Way *way) {
  static char bytes[LONGEST_PACKET];
  ssize_t length;
  while ((length = read(way->from, bytes, sizeof bytes)) > 0) enqueue(way, bytes, length, now());
}

static void give(Way *way, Nanos t) {
  leave_queue(way, t);
  while (way->first && way->first->arrives <= t) {
    Packet *packet = way->first;
    if (write(way->to, packet->bytes, packet->length) < 0 && errno == EAGAIN) return;
    Nanos lateness = t - packet->arrives;
    if (lateness > SECOND / 1000) way->late++;
    if (lateness > way->latest) way->latest = lateness;
    way->first = packet->next;
    if (!way->first) way->last = NULL;
    free(packet);
  }
}

static int put(const char *path, const char *value) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  ssize_t n = write(fd, value, strlen(value));
  close(fd);
  return n < 0 ? -1 : 0;
}

static void configure(int control, const char *name, unsigned long request, const char *address) {
  struct ifreq r = {0};
  struct sockaddr_in *a = (struct sockaddr_in *)&r.ifr_addr;
  strcpy(r.ifr_name, name);
  a->sin_family = AF_INET;
  inet_pton(AF_INET, address, &a->sin_addr);
  if (ioctl(control, request, &r)) fail(address);
}

static void bring_up(int control, const char *name) {
  struct ifreq r = {0};
  strcpy(r.ifr_name, name);
  r.ifr_flags = IFF_UP | IFF_RUNNING;
  if (ioctl(control, SIOCSIFFLAGS, &r)) fail(name);
}

/* Moves this program into a new network namespace with one end of the link in it; gives the end. */
static int new_end(const char *address) {
  if (unshare(CLONE_NEWNET)) fail("a new network namespace (needs root)");
  int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (tun < 0) fail("/dev/net/tun");
  struct ifreq r = {0};
  strcpy(r.ifr_name, "link0");
  r.ifr_flags = IFF_TUN | IFF_NO_PI;
  if (ioctl(tun, TUNSETIFF, &r)) fail("TUNSETIFF");
  int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  /* The queue is in the model; the device's own must never be what drops. */
  r.ifr_qlen = 20000;
  if (ioctl(control, SIOCSIFTXQLEN, &r)) fail("SIOCSIFTXQLEN");
  configure(control, "link0", SIOCSIFADDR, address);
  configure(control, "link0", SIOCSIFNETMASK, "255.255.255.0");
  bring_up(control, "link0");
  bring_up(control, "lo");
  close(control);
  return tun;
}

/* bbr may be chosen in a namespace only where the host allows it to everybody; allowed for that long. */
#define ALLOWED "/proc/sys/net/ipv4/tcp_allowed_congestion_control"
#define CONTROL "/proc/sys/net/ipv4/tcp_congestion_control"
static char allowed_before[256];

static void allow_control(const char *name) {
  FILE *file = fopen(ALLOWED, "r");
  if (!file || !fgets(allowed_before, sizeof allowed_before, file)) fail(ALLOWED);
  fclose(file);
  char all[300], *found = strstr(allowed_before, name);
  if (found) {
    allowed_before[0] = 0;
    return;
  }
  allowed_before[strcspn(allowed_before, "\n")] = 0;
  snprintf(all, sizeof all, "%s %s", allowed_before, name);
  if (put(ALLOWED, all)) fail(name);
}

/* Forks a child in the namespace where this program is now; it begins when a byte comes on *go. */
static pid_t spawn(char **command, int *go) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC)) fail("pipe");
  pid_t pid = fork();
  if (pid < 0) fail("fork");
  if (pid > 0) {
    close(ends[0]);
    *go = ends[1];
    return pid;
  }
  close(ends[1]);
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  char byte;
  if (read(ends[0], &byte, 1) != 1) exit(FAILED);
  execvp(command[0], command);
  fail(command[0]);
  return -1;
}

static void start(int go) {
  if (write(go, "g", 1) != 1) fail("start");
}

static void stop(int signal) {
  (void)signal;
  stopped = 1;
}

static void child_ended(int signal) { (void)signal; }

static void end_server(pid_t server) {
  struct timespec pause = {0, 20000000};
  kill(-server, SIGTERM);
  for (int i = 0; i < 150 && waitpid(server, NULL, WNOHANG) != server; i++) nanosleep(&pause, NULL);
  kill(-server, SIGKILL);
}

static void print_way(FILE *out, const char *name, const Way *way) {
  fprintf(out,
          "\"%s\":{\"passed\":%ld,\"dropped\":%ld,\"lost\":%ld,\"mostQueued\":%ld,\"late\":%ld,"
          "\"latestMs\":%.3f}",
          name, way->passed, way->dropped, way->lost, way->most_queued, way->late,
          way->latest / 1e6);
}

static void report(const char *path, Nanos begun, Nanos wall_minus_monotonic, const Way *down,
                   const Way *up) {
  FILE *out = path ? fopen(path, "w") : stderr;
  if (!out) fail(path);
  /* Times of the wall clock, which is what frames are stamped with. */
  fprintf(out, "{\"begunNs\":\"%lld\",\"changes\":[", (long long)(begun + wall_minus_monotonic));
  for (int i = 0; i < change_count; i++)
    fprintf(out, "%s{\"atNs\":\"%lld\",\"factor\":%g}", i ? "," : "",
            (long long)(changes[i].at + wall_minus_monotonic), changes[i].factor);
  fprintf(out, "],");
  print_way(out, "down", down);
  fprintf(out, ",");
  print_way(out, "up", up);
  fprintf(out, "}\n");
  if (path) fclose(out);
}

static Nanos earlier(const Way *way, Nanos t) {
  return way->first && way->first->arrives < t ? way->first->arrives : t;
}

/* Carries packets until the viewer has ended; gives its status. */
static int carry(Way *down, Way *up, pid_t viewer, pid_t *server, int go, Nanos begin,
                 Nanos *begun) {
  sigset_t during_wait;
  sigemptyset(&during_wait);
  int status = 0;
  while (!stopped) {
    Nanos t = now();
    if (!*begun && t >= begin) {
      *begun = t;
      for (int i = 0; i < change_count; i++) changes[i].at += t;
      in_force = 1;
      start(go);
    }
    Nanos next = earlier(down, earlier(up, *begun ? t + SECOND : begin));
    Nanos wait = next > t ? next - t : 0;
    struct timespec timeout = {wait / SECOND, wait % SECOND};
    struct pollfd fds[2] = {{down->from, POLLIN, 0}, {up->from, POLLIN, 0}};
    int ready = ppoll(fds, 2, &timeout, &during_wait);
    take(down);
    take(up);
    t = now();
    give(down, t);
    give(up, t);
    if (ready >= 0) continue;
    if (waitpid(viewer, &status, WNOHANG) == viewer) break;
    if (*server && waitpid(*server, NULL, WNOHANG) == *server) {
      *server = 0;
      fprintf(stderr, "linkem: the server ended by itself\n");
      if (*begun) continue;
      kill(-viewer, SIGKILL);
      return FAILED;
    }
  }
  if (stopped) kill(-viewer, SIGKILL);
  if (stopped) return FAILED;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int usage(void) {
  fprintf(stderr, "usage: linkem [-r BITS/S] [-d MS] [-q BYTES] [-l PERCENT] [-x SEED] [-c CUBIC]\n"
                  "              [-R AT_S:FACTOR]... [-w S] [-o FILE] SERVER ... -- VIEWER ...\n");
  return 2;
}

static int add_change(const char *text) {
  double at, factor;
  if (change_count == MAX_CHANGES || sscanf(text, "%lf:%lf", &at, &factor) != 2) return -1;
  if (at < 0 || factor < 0) return -1;
  changes[change_count++] = (Change){(Nanos)(at * 1e9), factor};
  return 0;
}

int main(int count, char **arguments) {
  const char *control = NULL, *file = NULL;
  double settle = 1;
  int option;
  while ((option = getopt(count, arguments, "+r:d:q:l:x:c:R:w:o:")) > 0) {
    if (option == 'r') rate = atof(optarg);
    else if (option == 'd') delay = (Nanos)(atof(optarg) * 1e6);
    else if (option == 'q') queue_limit = atol(optarg);
    else if (option == 'l') loss_percent = atof(optarg);
    else if (option == 'x') random_state = (uint64_t)atol(optarg) * 0x9E3779B97F4A7C15ULL | 1;
    else if (option == 'c') control = optarg;
    else if (option == 'w') settle = atof(optarg);
    else if (option == 'o') file = optarg;
    else if (option != 'R' || add_change(optarg)) return usage();
  }
  int split = optind;
  while (split < count && strcmp(arguments[split], "--")) split++;
  if (split == optind || split + 1 >= count) return usage();
  arguments[split] = NULL;

  sigset_t held;
  sigemptyset(&held);
  sigaddset(&held, SIGCHLD);
  sigaddset(&held, SIGTERM);
  sigaddset(&held, SIGINT);
  sigprocmask(SIG_BLOCK, &held, NULL);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGCHLD, child_ended);
  signal(SIGTERM, stop);
  signal(SIGINT, stop);

  int server_go, viewer_go;
  if (control) allow_control(control);
  int outside = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  int server_end = new_end("10.99.0.1");
  if (control && put(CONTROL, control)) fail(control);
  pid_t server = spawn(arguments + optind, &server_go);
  int viewer_end = new_end("10.99.0.2");
  pid_t viewer = spawn(arguments + split + 1, &viewer_go);

  /* After the forks: only this program goes first, where that is allowed. */
  struct sched_param first = {.sched_priority = 50};
  sched_setscheduler(0, SCHED_RR, &first);
  Way down = {.from = server_end, .to = viewer_end, .limited = 1};
  Way up = {.from = viewer_end, .to = server_end};
  Nanos begun = 0, wall = clock_ns(CLOCK_REALTIME) - now();
  start(server_go);
  int status = carry(&down, &up, viewer, &server, viewer_go, now() + (Nanos)(settle * 1e9), &begun);
  if (server) end_server(server);
  /* /proc shows the settings of the namespace in which one is. */
  if (control && allowed_before[0] && !setns(outside, CLONE_NEWNET)) put(ALLOWED, allowed_before);
  report(file, begun, wall, &down, &up);
  return status;
}
