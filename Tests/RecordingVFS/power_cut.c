#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording.h"

// What is surely on disk of a file, and which calls since then are only promised.
struct on_disk {
  unsigned char *bytes;
  int64_t size, room;
  int64_t *pending;
  int64_t pending_count, pending_room;
};

struct power_cut {
  recording *recording;
  int64_t done;
  struct on_disk *files;
  int file_count;
  // Calls that make and delete files; the first `names_on_disk` of them are surely on disk.
  int64_t *names;
  int64_t name_count, names_on_disk, name_room;
};

power_cut *power_cut_begin(recording *it) {
  power_cut *cut = calloc(1, sizeof *cut);
  cut->recording = it;
  return cut;
}

void power_cut_free(power_cut *cut) {
  for (int i = 0; i < cut->file_count; i++) {
    free(cut->files[i].bytes);
    free(cut->files[i].pending);
  }
  free(cut->files);
  free(cut->names);
  free(cut);
}

static void append(int64_t **list, int64_t *count, int64_t *room, int64_t value) {
  if (*count == *room) {
    *room = *room ? *room * 2 : 64;
    *list = realloc(*list, (size_t)*room * sizeof **list);
  }
  (*list)[(*count)++] = value;
}

static void make_room(struct on_disk *file, int64_t size) {
  if (size <= file->room) return;
  file->room = size * 2;
  file->bytes = realloc(file->bytes, (size_t)file->room);
}

// What lies between the old end and the new is `filling`.
static void set_size(struct on_disk *file, int64_t size, int filling) {
  make_room(file, size);
  if (size > file->size) memset(file->bytes + file->size, filling, (size_t)(size - file->size));
  file->size = size;
}

static void apply(struct on_disk *file, const struct call *call) {
  if (call->kind == CALL_TRUNCATE) {
    set_size(file, call->size, 0);
    return;
  }
  if (call->offset + call->size > file->size) set_size(file, call->offset + call->size, 0);
  memcpy(file->bytes + call->offset, call->data, (size_t)call->size);
}

static struct on_disk *file_of(power_cut *cut, int number) {
  if (number >= cut->file_count) {
    cut->files = realloc(cut->files, (size_t)(number + 1) * sizeof *cut->files);
    memset(cut->files + cut->file_count, 0, (size_t)(number + 1 - cut->file_count) * sizeof *cut->files);
    cut->file_count = number + 1;
  }
  return &cut->files[number];
}

static void advance(power_cut *cut, int64_t index) {
  const struct call *call = &cut->recording->calls[index];
  struct on_disk *file = file_of(cut, call->file);
  switch (call->kind) {
    case CALL_CREATE: {
      const struct recorded_file *recorded = &cut->recording->files[call->file];
      if (recorded->start_size > 0) {
        set_size(file, recorded->start_size, 0);
        memcpy(file->bytes, recorded->start, (size_t)recorded->start_size);
      }
      append(&cut->names, &cut->name_count, &cut->name_room, index);
      if (recorded->was_there) cut->names_on_disk = cut->name_count;
      break;
    }
    case CALL_DELETE:
      append(&cut->names, &cut->name_count, &cut->name_room, index);
      if (call->syncs_directory) cut->names_on_disk = cut->name_count;
      break;
    case CALL_WRITE:
    case CALL_TRUNCATE: append(&file->pending, &file->pending_count, &file->pending_room, index); break;
    case CALL_SYNC:
      for (int64_t i = 0; i < file->pending_count; i++) apply(file, &cut->recording->calls[file->pending[i]]);
      file->pending_count = 0;
      if (call->syncs_directory) cut->names_on_disk = cut->name_count;
      break;
    case CALL_SYNC_FAILED: file->pending_count = 0; break;
  }
}

void power_cut_advance(power_cut *cut, int64_t calls) {
  pthread_mutex_lock(&cut->recording->lock);
  while (cut->done < calls && cut->done < cut->recording->call_count) advance(cut, cut->done++);
  pthread_mutex_unlock(&cut->recording->lock);
}

// xorshift64*
static uint64_t next(uint64_t *state) {
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * 2685821657736338717ULL;
}

static int chance(uint64_t *state, int percent) { return (int)((next(state) >> 33) % 100) < percent; }
static int64_t below(uint64_t *state, int64_t limit) { return limit > 0 ? (int64_t)((next(state) >> 1) % (uint64_t)limit) : 0; }

// How one power cut treats what was not synced.
struct fate {
  int64_t sector;
  // In hundred sectors.
  int survivors;
  // Bytes of a file that grew without its words.
  int filling;
  int keeps_size;
  // The first so many calls are whole, the next is torn, the rest is gone; -1 where each sector has its own fate.
  int in_order;
};

static struct fate draw(uint64_t *state) {
  static const int survivors[] = {0, 100, 5, 50, 50, 95};
  struct fate fate;
  fate.sector = chance(state, 50) ? 512 : 4096;
  fate.survivors = survivors[below(state, 6)];
  fate.filling = chance(state, 70) ? 0 : (int)below(state, 256);
  fate.keeps_size = chance(state, 50);
  fate.in_order = chance(state, 25);
  return fate;
}

static void tear(struct on_disk *image, const struct call *call, const struct fate *fate, uint64_t *state) {
  if (call->kind == CALL_TRUNCATE) {
    if (chance(state, fate->survivors)) set_size(image, call->size, 0);
    return;
  }
  int64_t end = call->offset + call->size;
  for (int64_t at = call->offset; at < end;) {
    int64_t stop = (at / fate->sector + 1) * fate->sector;
    if (stop > end) stop = end;
    if (chance(state, fate->survivors)) {
      if (stop > image->size) set_size(image, stop, fate->filling);
      memcpy(image->bytes + at, call->data + (at - call->offset), (size_t)(stop - at));
    } else if (fate->keeps_size && stop > image->size) {
      set_size(image, stop, fate->filling);
    }
    at = stop;
  }
}

static int write_file(power_cut *cut, int number, uint64_t *state, const char *directory) {
  const struct on_disk *file = &cut->files[number];
  struct on_disk image = {0};
  set_size(&image, file->size, 0);
  if (file->size > 0) memcpy(image.bytes, file->bytes, (size_t)file->size);
  struct fate fate = draw(state);
  int64_t whole = fate.in_order ? below(state, file->pending_count + 1) : -1;
  for (int64_t i = 0; i < file->pending_count; i++) {
    const struct call *call = &cut->recording->calls[file->pending[i]];
    if (whole < 0 || i == whole) {
      tear(&image, call, &fate, state);
    } else if (i < whole) {
      apply(&image, call);
    } else {
      break;
    }
  }
  // The new size may be lost although the bytes were on their way.
  if (image.size > file->size && chance(state, 15))
    image.size = file->size + below(state, (image.size - file->size) / fate.sector + 1) * fate.sector;
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", directory, cut->recording->files[number].name);
  FILE *out = fopen(path, "wb");
  int is_written = out && fwrite(image.bytes, 1, (size_t)image.size, out) == (size_t)image.size;
  if (out && fclose(out) != 0) is_written = 0;
  free(image.bytes);
  return is_written ? 0 : -1;
}

int power_cut_write(power_cut *cut, uint64_t seed, const char *directory) {
  uint64_t state = seed * 0x9E3779B97F4A7C15ULL + 1;
  for (int i = 0; i < 4; i++) next(&state);
  // Names change in their order, as in a journalled file system.
  int64_t names = cut->names_on_disk + below(&state, cut->name_count - cut->names_on_disk + 1);
  int result = 0;
  pthread_mutex_lock(&cut->recording->lock);
  for (int64_t i = 0; i < names && result == 0; i++) {
    const struct call *call = &cut->recording->calls[cut->names[i]];
    if (call->kind != CALL_CREATE) continue;
    int is_gone = 0;
    for (int64_t j = i + 1; j < names; j++) {
      const struct call *later = &cut->recording->calls[cut->names[j]];
      if (later->kind == CALL_DELETE && later->file == call->file) is_gone = 1;
    }
    if (!is_gone) result = write_file(cut, call->file, &state, directory);
  }
  pthread_mutex_unlock(&cut->recording->lock);
  return result;
}
