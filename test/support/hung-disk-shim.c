/*
 * While the file HANGS exists, calls on paths below HUNG do not return. With HANGS_BUT_STAT set, stat does: a network
 * file system answers it from its cache. Loaded with LD_PRELOAD.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#define REAL(type, name, ...) type (*real)(__VA_ARGS__) = dlsym(RTLD_NEXT, #name)

static void wait_while_hung(const char *path) {
  const char *hung = getenv("HUNG"), *hangs = getenv("HANGS");
  if (!hung || !hangs || !path || strncmp(path, hung, strlen(hung))) return;
  while (!access(hangs, F_OK)) usleep(10000);
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  wait_while_hung(path);
  REAL(int, open, const char *, int, ...);
  return real(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  wait_while_hung(path);
  REAL(int, open64, const char *, int, ...);
  return real(path, flags, mode);
}

int mkdir(const char *path, mode_t mode) {
  wait_while_hung(path);
  REAL(int, mkdir, const char *, mode_t);
  return real(path, mode);
}

int scandir64(const char *path, struct dirent64 ***names, int (*filter)(const struct dirent64 *),
              int (*compare)(const struct dirent64 **, const struct dirent64 **)) {
  wait_while_hung(path);
  REAL(int, scandir64, const char *, struct dirent64 ***, int (*)(const struct dirent64 *),
       int (*)(const struct dirent64 **, const struct dirent64 **));
  return real(path, names, filter, compare);
}

int statfs64(const char *path, struct statfs64 *facts) {
  wait_while_hung(path);
  REAL(int, statfs64, const char *, struct statfs64 *);
  return real(path, facts);
}

/* libuv calls statx this way. */
long syscall(long number, ...) {
  long a[6];
  va_list rest;
  va_start(rest, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(rest, long);
  va_end(rest);
  if (number == SYS_statx && !getenv("HANGS_BUT_STAT")) wait_while_hung((const char *)a[1]);
  REAL(long, syscall, long, ...);
  return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
