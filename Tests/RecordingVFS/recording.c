#define _GNU_SOURCE
#include "recording.h"

#include <stdlib.h>
#include <string.h>

static pthread_mutex_t all_lock = PTHREAD_MUTEX_INITIALIZER;
static recording *all = NULL;

recording *recording_begin(const char *directory) {
  recording *it = calloc(1, sizeof *it);
  pthread_mutex_init(&it->lock, NULL);
  it->directory = strdup(directory);
  it->directory_length = strlen(directory);
  it->is_recording = 1;
  pthread_mutex_lock(&all_lock);
  it->next = all;
  all = it;
  pthread_mutex_unlock(&all_lock);
  return it;
}

void recording_end(recording *it) {
  pthread_mutex_lock(&it->lock);
  it->is_recording = 0;
  pthread_mutex_unlock(&it->lock);
  pthread_mutex_lock(&all_lock);
  for (recording **place = &all; *place; place = &(*place)->next) {
    if (*place != it) continue;
    *place = it->next;
    break;
  }
  pthread_mutex_unlock(&all_lock);
}

void recording_free(recording *it) {
  for (int64_t i = 0; i < it->call_count; i++) free(it->calls[i].data);
  for (int i = 0; i < it->file_count; i++) {
    free(it->files[i].name);
    free(it->files[i].start);
  }
  free(it->calls);
  free(it->files);
  free(it->directory);
  pthread_mutex_destroy(&it->lock);
  free(it);
}

recording *recording_of(const char *path) {
  if (!path) return NULL;
  pthread_mutex_lock(&all_lock);
  recording *it = all;
  while (it && (strncmp(path, it->directory, it->directory_length) != 0 || path[it->directory_length] != '/'))
    it = it->next;
  pthread_mutex_unlock(&all_lock);
  return it;
}

int recorded_file_named(recording *it, const char *name) {
  int found = -1;
  for (int64_t i = 0; i < it->call_count; i++) {
    struct call *call = &it->calls[i];
    if (call->kind != CALL_CREATE && call->kind != CALL_DELETE) continue;
    if (strcmp(it->files[call->file].name, name) != 0) continue;
    found = call->kind == CALL_CREATE ? call->file : -1;
  }
  return found;
}

int recorded_file_add(recording *it, const char *name, unsigned char *start, int64_t size, int was_there) {
  if (it->file_count == it->file_room) {
    it->file_room = it->file_room ? it->file_room * 2 : 8;
    it->files = realloc(it->files, (size_t)it->file_room * sizeof *it->files);
  }
  it->files[it->file_count] = (struct recorded_file){strdup(name), start, size, was_there};
  return it->file_count++;
}

void recorded_call_add(recording *it, struct call call) {
  if (!it->is_recording) return;
  if (it->call_count == it->call_room) {
    it->call_room = it->call_room ? it->call_room * 2 : 1024;
    it->calls = realloc(it->calls, (size_t)it->call_room * sizeof *it->calls);
  }
  if (call.data) {
    unsigned char *copy = malloc((size_t)call.size);
    memcpy(copy, call.data, (size_t)call.size);
    call.data = copy;
  }
  it->calls[it->call_count++] = call;
}

int recorded_failure(recording *it, int kind) {
  if (!(it->failing_kinds & kind)) return SQLITE_OK;
  int64_t number = it->counted++;
  if (number < it->failing_skip || (number > it->failing_skip && !it->fails_for_ever)) return SQLITE_OK;
  it->failed++;
  return it->failing_code;
}

int64_t recording_calls(recording *it) {
  pthread_mutex_lock(&it->lock);
  int64_t count = it->call_count;
  pthread_mutex_unlock(&it->lock);
  return count;
}

void recording_ignore_syncs(recording *it, int ignore) {
  pthread_mutex_lock(&it->lock);
  it->ignores_syncs = ignore;
  pthread_mutex_unlock(&it->lock);
}

void recording_delay_syncs(recording *it, int microseconds) {
  pthread_mutex_lock(&it->lock);
  it->sync_microseconds = microseconds;
  pthread_mutex_unlock(&it->lock);
}

void recording_fail(recording *it, int kinds, int64_t skip, int code, int for_ever) {
  pthread_mutex_lock(&it->lock);
  it->failing_kinds = kinds;
  it->failing_skip = skip;
  it->failing_code = code;
  it->fails_for_ever = for_ever;
  it->counted = 0;
  it->failed = 0;
  pthread_mutex_unlock(&it->lock);
}

int64_t recording_counted(recording *it) {
  pthread_mutex_lock(&it->lock);
  int64_t count = it->counted;
  pthread_mutex_unlock(&it->lock);
  return count;
}

int64_t recording_failed(recording *it) {
  pthread_mutex_lock(&it->lock);
  int64_t count = it->failed;
  pthread_mutex_unlock(&it->lock);
  return count;
}
