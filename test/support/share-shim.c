/*
 * Makes every path below SHARE behave as on a share or a stick: no file has an owner, a mode or a time that can be
 * set, there are no hard links, and a directory cannot be synced. Loaded with LD_PRELOAD.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(type, name, ...) type (*real)(__VA_ARGS__) = dlsym(RTLD_NEXT, #name)
#define REFUSE(when, code) if (when) { errno = code; return -1; }

static int below(const char *path) {
  const char *share = getenv("SHARE");
  return share && path && !strncmp(path, share, strlen(share));
}

static int open_below(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return below(path);
}

int utimensat(int at, const char *path, const struct timespec times[2], int flags) {
  REFUSE(times && below(path), EPERM)
  REAL(int, utimensat, int, const char *, const struct timespec *, int);
  return real(at, path, times, flags);
}

int chmod(const char *path, mode_t mode) {
  REFUSE(below(path), EPERM)
  REAL(int, chmod, const char *, mode_t);
  return real(path, mode);
}

int fchmod(int fd, mode_t mode) {
  REFUSE(open_below(fd), EPERM)
  REAL(int, fchmod, int, mode_t);
  return real(fd, mode);
}

int chown(const char *path, uid_t user, gid_t group) {
  REFUSE(below(path), EPERM)
  REAL(int, chown, const char *, uid_t, gid_t);
  return real(path, user, group);
}

int fchown(int fd, uid_t user, gid_t group) {
  REFUSE(open_below(fd), EPERM)
  REAL(int, fchown, int, uid_t, gid_t);
  return real(fd, user, group);
}

int link(const char *from, const char *to) {
  REFUSE(below(to), EPERM)
  REAL(int, link, const char *, const char *);
  return real(from, to);
}

int fsync(int fd) {
  struct stat facts;
  REFUSE(open_below(fd) && !fstat(fd, &facts) && S_ISDIR(facts.st_mode), EINVAL)
  REAL(int, fsync, int);
  return real(fd);
}
