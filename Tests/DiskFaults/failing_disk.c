// Loaded into the daemon by LD_PRELOAD: while the file FAILING_DISK/sync is there, syncs of databases fail with EIO;
// while FAILING_DISK/full is there, writes to them fail with ENOSPC.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int is_failing(const char *what, int file) {
  const char *directory = getenv("FAILING_DISK");
  if (!directory) return 0;
  char path[4096], link[64];
  snprintf(path, sizeof path, "%s/%s", directory, what);
  if (access(path, F_OK) != 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return strstr(path, ".sqlite") != NULL;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int file) {
  if (!is_failing("sync", file)) return REAL(fsync)(file);
  errno = EIO;
  return -1;
}

int fdatasync(int file) {
  if (!is_failing("sync", file)) return REAL(fdatasync)(file);
  errno = EIO;
  return -1;
}

ssize_t write(int file, const void *bytes, size_t count) {
  if (!is_failing("full", file)) return REAL(write)(file, bytes, count);
  errno = ENOSPC;
  return -1;
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  if (!is_failing("full", file)) return REAL(pwrite)(file, bytes, count, offset);
  errno = ENOSPC;
  return -1;
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  if (!is_failing("full", file)) return REAL(pwrite64)(file, bytes, count, offset);
  errno = ENOSPC;
  return -1;
}
