#ifndef RECORDING_H
#define RECORDING_H

#include <pthread.h>
#include <sqlite3.h>
#include <stddef.h>

#include "recording_vfs.h"

// One file from its making to its deletion; a file made again under the same name is another.
struct recorded_file {
  char *name;
  // As it was when it was first opened.
  unsigned char *start;
  int64_t start_size;
  int was_there;
};

enum call_kind { CALL_CREATE, CALL_DELETE, CALL_WRITE, CALL_TRUNCATE, CALL_SYNC, CALL_SYNC_FAILED };

struct call {
  enum call_kind kind;
  int file;
  int64_t offset;
  int64_t size;
  unsigned char *data;
  // Whether the directory is on disk with it.
  int syncs_directory;
};

struct recording {
  pthread_mutex_t lock;
  char *directory;
  size_t directory_length;
  int is_recording;
  int ignores_syncs;
  int sync_microseconds;
  int failing_kinds, failing_code, fails_for_ever;
  int64_t failing_skip, counted, failed;
  struct recorded_file *files;
  int file_count, file_room;
  struct call *calls;
  int64_t call_count, call_room;
  struct recording *next;
};

// The recording that a path belongs to; NULL where there is none.
recording *recording_of(const char *path);
// The number of the file that now has this name; -1 where there is none. Under the lock.
int recorded_file_named(recording *it, const char *name);
// A new file. Under the lock.
int recorded_file_add(recording *it, const char *name, unsigned char *start, int64_t size, int was_there);
// Copies the data. Under the lock.
void recorded_call_add(recording *it, struct call call);
// Whether a call of this kind is to fail, and with what; SQLITE_OK where it is not. Under the lock.
int recorded_failure(recording *it, int kind);

#endif
