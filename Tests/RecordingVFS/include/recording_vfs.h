#ifndef RECORDING_VFS_H
#define RECORDING_VFS_H

#include <stdint.h>

// A SQLite VFS for tests: the process's default once registered, it hands everything to the one before it, and beside
// that keeps what is done to files in the directories that are recorded. Files elsewhere are left alone.

// What a recorded call does. Reads can be made to fail, and are not recorded.
enum {
  RECORDED_WRITE = 1,
  RECORDED_TRUNCATE = 2,
  RECORDED_SYNC = 4,
  RECORDED_DELETE = 8,
  RECORDED_READ = 16,
};

typedef struct recording recording;
typedef struct power_cut power_cut;

// Registers the VFS as the default, once. Returns SQLITE_OK or an error code.
int recording_register(void);

// Records the files of a directory (an absolute path without a slash at its end) that are opened from here on. What
// they hold when they are first opened counts as being on disk. Syncs are recorded and not carried out.
recording *recording_begin(const char *directory);

// Records no more; what was recorded stays until recording_free. The directory's files must be closed before that.
void recording_end(recording *it);
void recording_free(recording *it);

// How many calls have been recorded so far.
int64_t recording_calls(recording *it);

// Syncs succeed and mean nothing.
void recording_ignore_syncs(recording *it, int ignore);

// How long each sync takes, in microseconds.
void recording_delay_syncs(recording *it, int microseconds);

// Makes a call of one of these kinds fail with an SQLite code: the one after `skip` others, or that and all later ones.
// A write that fails has written the first half of its bytes. What was not synced before a sync that failed is never on
// disk by a later one, as on Linux. Kinds 0 makes nothing fail.
void recording_fail(recording *it, int kinds, int64_t skip, int code, int for_ever);

// How many calls of the kinds to fail there were since recording_fail, and how many of them failed.
int64_t recording_counted(recording *it);
int64_t recording_failed(recording *it);

// Goes through what was recorded, call by call, and knows what is on disk and what is only promised.
power_cut *power_cut_begin(recording *it);
void power_cut_free(power_cut *cut);

// Goes on until `calls` calls were made. It never goes back.
void power_cut_advance(power_cut *cut, int64_t calls);

// Writes the files as a power cut at this point could leave them: all that was synced, and a random, torn part of the
// rest. Returns 0, or -1 where a file could not be written.
int power_cut_write(power_cut *cut, uint64_t seed, const char *directory);

#endif
