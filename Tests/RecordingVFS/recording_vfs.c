#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "recording.h"

// The file of the VFS before this one lies right behind it.
struct file {
  sqlite3_file base;
  recording *recording;
  int number;
  // A journal's or write-ahead log's first sync takes the directory along, so that its name is on disk as well.
  int syncs_directory;
};

static sqlite3_vfs *real;

static sqlite3_file *inner(sqlite3_file *file) { return (sqlite3_file *)((struct file *)file + 1); }
#define FILE_OF(file) ((struct file *)(file))
#define REAL(file) (inner(file)->pMethods)

static int failure(struct file *file, int kind) {
  pthread_mutex_lock(&file->recording->lock);
  int code = recorded_failure(file->recording, kind);
  pthread_mutex_unlock(&file->recording->lock);
  return code;
}

static void record(struct file *file, struct call call) {
  pthread_mutex_lock(&file->recording->lock);
  call.file = file->number;
  recorded_call_add(file->recording, call);
  pthread_mutex_unlock(&file->recording->lock);
}

static int file_close(sqlite3_file *file) { return REAL(file)->xClose(inner(file)); }

static int file_read(sqlite3_file *file, void *into, int count, sqlite3_int64 offset) {
  int code = failure(FILE_OF(file), RECORDED_READ);
  return code == SQLITE_OK ? REAL(file)->xRead(inner(file), into, count, offset) : code;
}

static int file_write(sqlite3_file *file, const void *from, int count, sqlite3_int64 offset) {
  int failing = failure(FILE_OF(file), RECORDED_WRITE);
  if (failing != SQLITE_OK) count /= 2;
  int code = count > 0 ? REAL(file)->xWrite(inner(file), from, count, offset) : SQLITE_OK;
  if (code != SQLITE_OK) return code;
  if (count > 0)
    record(FILE_OF(file), (struct call){.kind = CALL_WRITE, .offset = offset, .size = count, .data = (void *)from});
  return failing;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
  int code = failure(FILE_OF(file), RECORDED_TRUNCATE);
  if (code == SQLITE_OK) code = REAL(file)->xTruncate(inner(file), size);
  if (code == SQLITE_OK) record(FILE_OF(file), (struct call){.kind = CALL_TRUNCATE, .size = size});
  return code;
}

static int file_sync(sqlite3_file *file, int flags) {
  (void)flags;
  struct file *it = FILE_OF(file);
  pthread_mutex_lock(&it->recording->lock);
  int ignored = it->recording->ignores_syncs, microseconds = it->recording->sync_microseconds;
  pthread_mutex_unlock(&it->recording->lock);
  struct timespec pause = {.tv_nsec = microseconds * 1000L};
  if (microseconds > 0) nanosleep(&pause, NULL);
  int code = failure(it, RECORDED_SYNC);
  if (ignored) return code;
  record(it, (struct call){
                 .kind = code == SQLITE_OK ? CALL_SYNC : CALL_SYNC_FAILED, .syncs_directory = it->syncs_directory});
  if (code == SQLITE_OK) it->syncs_directory = 0;
  return code;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) { return REAL(file)->xFileSize(inner(file), size); }
static int file_lock(sqlite3_file *file, int level) { return REAL(file)->xLock(inner(file), level); }
static int file_unlock(sqlite3_file *file, int level) { return REAL(file)->xUnlock(inner(file), level); }
static int file_check_lock(sqlite3_file *file, int *out) { return REAL(file)->xCheckReservedLock(inner(file), out); }
static int file_control(sqlite3_file *file, int op, void *arg) { return REAL(file)->xFileControl(inner(file), op, arg); }
static int file_sector_size(sqlite3_file *file) { return REAL(file)->xSectorSize(inner(file)); }
static int file_characteristics(sqlite3_file *file) { return REAL(file)->xDeviceCharacteristics(inner(file)); }

// The index of the write-ahead log is memory: it is lost in a power cut and made again.
static int file_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out) {
  return REAL(file)->xShmMap(inner(file), page, size, extend, out);
}
static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
  return REAL(file)->xShmLock(inner(file), offset, count, flags);
}
static void file_shm_barrier(sqlite3_file *file) { REAL(file)->xShmBarrier(inner(file)); }
static int file_shm_unmap(sqlite3_file *file, int deletes) { return REAL(file)->xShmUnmap(inner(file), deletes); }

// Version 2: no mapped reads, which could not be made to fail.
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

// What a file holds when it is first seen.
static unsigned char *contents(sqlite3_file *file, sqlite3_int64 *size) {
  *size = 0;
  if (file->pMethods->xFileSize(file, size) != SQLITE_OK || *size == 0) return NULL;
  unsigned char *bytes = malloc((size_t)*size);
  if (file->pMethods->xRead(file, bytes, (int)*size, 0) != SQLITE_OK) *size = 0;
  return bytes;
}

// The name behind the directory.
static const char *short_name(recording *it, const char *path) { return path + it->directory_length + 1; }

static void take_up(struct file *file, recording *it, const char *path, int existed, int flags) {
  pthread_mutex_lock(&it->lock);
  file->recording = it;
  file->number = recorded_file_named(it, short_name(it, path));
  if (file->number < 0) {
    sqlite3_int64 size = 0;
    unsigned char *start = existed ? contents(inner(&file->base), &size) : NULL;
    file->number = recorded_file_add(it, short_name(it, path), start, size, existed);
    recorded_call_add(it, (struct call){.kind = CALL_CREATE, .file = file->number, .syncs_directory = existed});
    file->syncs_directory = !existed && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL));
  }
  pthread_mutex_unlock(&it->lock);
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out) {
  (void)vfs;
  recording *it = flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL) ? recording_of(path) : NULL;
  // In the very place of this one, so that a file that is not recorded never comes here again.
  if (!it) return real->xOpen(real, path, file, flags, out);
  int existed = access(path, F_OK) == 0;
  file->pMethods = NULL;
  int code = real->xOpen(real, path, inner(file), flags, out);
  if (code != SQLITE_OK) return code;
  file->pMethods = &methods;
  FILE_OF(file)->syncs_directory = 0;
  take_up(FILE_OF(file), it, path, existed, flags);
  return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int syncs_directory) {
  (void)vfs;
  recording *it = recording_of(path);
  int code = SQLITE_OK;
  if (it) {
    pthread_mutex_lock(&it->lock);
    code = recorded_failure(it, RECORDED_DELETE);
    pthread_mutex_unlock(&it->lock);
  }
  if (code == SQLITE_OK) code = real->xDelete(real, path, it ? 0 : syncs_directory);
  if (!it || code != SQLITE_OK) return code;
  pthread_mutex_lock(&it->lock);
  int number = recorded_file_named(it, short_name(it, path));
  if (number >= 0)
    recorded_call_add(
        it, (struct call){.kind = CALL_DELETE, .file = number, .syncs_directory = syncs_directory && !it->ignores_syncs});
  pthread_mutex_unlock(&it->lock);
  return SQLITE_OK;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int registered = SQLITE_ERROR;
static sqlite3_vfs own;

// All else is the real VFS's: its functions are called with it, as they keep their data behind it.
static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *out) {
  (void)vfs;
  return real->xAccess(real, path, flags, out);
}
static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int count, char *out) {
  (void)vfs;
  return real->xFullPathname(real, path, count, out);
}

static void register_once(void) {
  real = sqlite3_vfs_find(NULL);
  if (!real) return;
  own = *real;
  own.zName = "recording";
  own.pNext = NULL;
  own.szOsFile = (int)sizeof(struct file) + real->szOsFile;
  own.xOpen = vfs_open;
  own.xDelete = vfs_delete;
  own.xAccess = vfs_access;
  own.xFullPathname = vfs_full_path;
  registered = sqlite3_vfs_register(&own, 1);
}

int recording_register(void) {
  pthread_once(&once, register_once);
  return registered;
}
