/* Preloaded into the product under test (LD_PRELOAD): counts the calls of the C library that touch a file below
 * FAULT_BELOW, over all threads and processes of one run, and makes one of them fail or end the run.
 *
 * FAULT_BELOW    only calls on a path (or an open file) below this folder count
 * FAULT_COUNTER  a file with one shared 8-byte counter; FAULT_COUNTER.calls gets a line for each call that counts
 * FAULT_AT       the number of the call that is hit, from 1; 0 only counts
 * FAULT_ACTION   kill-all | kill-one | an errno number; the killing ones act before the call is made
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *below;
static const char *action;
static long hit_at;
static long *counter;
static int calls_fd = -1;

/* Raw system calls: what the shim itself does must not be counted. */
__attribute__((constructor)) static void start(void) {
  const char *path = getenv("FAULT_COUNTER");
  below = getenv("FAULT_BELOW");
  action = getenv("FAULT_ACTION");
  if (path == NULL || below == NULL || action == NULL) return;
  hit_at = atol(getenv("FAULT_AT") ? getenv("FAULT_AT") : "0");
  int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void *memory = mmap(NULL, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  syscall(SYS_close, fd);
  if (memory == MAP_FAILED) return;
  char calls[4096];
  snprintf(calls, sizeof calls, "%s.calls", path);
  calls_fd = (int)syscall(SYS_openat, AT_FDCWD, calls, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  counter = memory;
}

static int is_below(const char *path) {
  size_t length = strlen(below);
  return strncmp(path, below, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/* Whether this call is to fail; errno is set then. */
static int fails(const char *call, const char *path) {
  if (counter == NULL || path == NULL || !is_below(path)) return 0;
  long number = __atomic_add_fetch(counter, 1, __ATOMIC_SEQ_CST);
  if (calls_fd >= 0) {
    char line[4400];
    int length = snprintf(line, sizeof line, "%ld %s %s\n", number, call, path);
    syscall(SYS_write, calls_fd, line, length);
  }
  if (number != hit_at) return 0;
  if (strcmp(action, "kill-all") == 0) kill(0, SIGKILL);
  if (strncmp(action, "kill", 4) == 0) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  errno = atoi(action);
  return 1;
}

static int fails_on(const char *call, int fd) {
  if (counter == NULL) return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = '\0';
  return fails(call, path);
}

#define REAL(type, name, ...) type (*real)(__VA_ARGS__) = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

#define ON_PATH(type, name, parameters, arguments, path, ...) \
  type name parameters { \
    REAL(type, name, __VA_ARGS__); \
    return fails(#name, path) ? (type)-1 : real arguments; \
  }
#define ON_FILE(type, name, parameters, arguments, fd, ...) \
  type name parameters { \
    REAL(type, name, __VA_ARGS__); \
    return fails_on(#name, fd) ? (type)-1 : real arguments; \
  }

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list more; \
    va_start(more, flags); \
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0; \
    va_end(more); \
    REAL(int, name, const char *, int, ...); \
    return fails(#name, path) ? -1 : real(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

ON_PATH(int, rename, (const char *a, const char *b), (a, b), b, const char *, const char *)
ON_PATH(int, link, (const char *a, const char *b), (a, b), b, const char *, const char *)
ON_PATH(int, unlink, (const char *a), (a), a, const char *)
ON_PATH(int, rmdir, (const char *a), (a), a, const char *)
ON_PATH(int, mkdir, (const char *a, mode_t m), (a, m), a, const char *, mode_t)
ON_PATH(int, chmod, (const char *a, mode_t m), (a, m), a, const char *, mode_t)
ON_PATH(int, chown, (const char *a, uid_t u, gid_t g), (a, u, g), a, const char *, uid_t, gid_t)
ON_PATH(int, utimensat, (int d, const char *a, const struct timespec t[2], int f), (d, a, t, f), a, int, const char *, const struct timespec *, int)
ON_PATH(int, scandir, (const char *a, struct dirent ***l, int (*f)(const struct dirent *), int (*c)(const struct dirent **, const struct dirent **)), (a, l, f, c), a, const char *, struct dirent ***, int (*)(const struct dirent *), int (*)(const struct dirent **, const struct dirent **))
ON_PATH(int, scandir64, (const char *a, struct dirent64 ***l, int (*f)(const struct dirent64 *), int (*c)(const struct dirent64 **, const struct dirent64 **)), (a, l, f, c), a, const char *, struct dirent64 ***, int (*)(const struct dirent64 *), int (*)(const struct dirent64 **, const struct dirent64 **))

ON_FILE(ssize_t, read, (int fd, void *b, size_t n), (fd, b, n), fd, int, void *, size_t)
ON_FILE(ssize_t, pread, (int fd, void *b, size_t n, off_t o), (fd, b, n, o), fd, int, void *, size_t, off_t)
ON_FILE(ssize_t, pread64, (int fd, void *b, size_t n, off64_t o), (fd, b, n, o), fd, int, void *, size_t, off64_t)
ON_FILE(ssize_t, write, (int fd, const void *b, size_t n), (fd, b, n), fd, int, const void *, size_t)
ON_FILE(ssize_t, writev, (int fd, const struct iovec *v, int n), (fd, v, n), fd, int, const struct iovec *, int)
ON_FILE(ssize_t, pwrite, (int fd, const void *b, size_t n, off_t o), (fd, b, n, o), fd, int, const void *, size_t, off_t)
ON_FILE(ssize_t, pwrite64, (int fd, const void *b, size_t n, off64_t o), (fd, b, n, o), fd, int, const void *, size_t, off64_t)
ON_FILE(int, fsync, (int fd), (fd), fd, int)
ON_FILE(int, fdatasync, (int fd), (fd), fd, int)
ON_FILE(int, ftruncate, (int fd, off_t n), (fd, n), fd, int, off_t)
ON_FILE(int, ftruncate64, (int fd, off64_t n), (fd, n), fd, int, off64_t)
ON_FILE(int, fchmod, (int fd, mode_t m), (fd, m), fd, int, mode_t)
ON_FILE(int, fchown, (int fd, uid_t u, gid_t g), (fd, u, g), fd, int, uid_t, gid_t)
ON_FILE(int, futimens, (int fd, const struct timespec t[2]), (fd, t), fd, int, const struct timespec *)
ON_FILE(ssize_t, copy_file_range, (int i, off64_t *io, int o, off64_t *oo, size_t n, unsigned f), (i, io, o, oo, n, f), o, int, off64_t *, int, off64_t *, size_t, unsigned)
ON_FILE(ssize_t, sendfile, (int o, int i, off_t *p, size_t n), (o, i, p, n), o, int, int, off_t *, size_t)
ON_FILE(ssize_t, sendfile64, (int o, int i, off64_t *p, size_t n), (o, i, p, n), o, int, int, off64_t *, size_t)
